// Figures as this page writes them.

export function percent(probability: number): string {
  const value = 100 * probability;
  return `${value > 0 && value < 9.95 ? value.toFixed(1) : value.toFixed(0)}\u202f%`;
}

export function logFigure(logProbability: number): string {
  return logProbability.toFixed(2).replace("-", "−");
}
