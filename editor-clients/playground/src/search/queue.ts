// One search at a time: what was typed meanwhile waits, and only the newest of it is searched.

export class Newest<Result> {
  private running: Promise<unknown> = Promise.resolve();
  private number = 0;

  /** Undefined for what a newer one has overtaken, be it before it began or after. */
  async run(job: () => Promise<Result>): Promise<Result | undefined> {
    const mine = ++this.number;
    const result = await this.inTurn(async () => (mine === this.number ? job() : undefined));
    return mine === this.number ? result : undefined;
  }

  /** After what is under way; nothing overtakes it. */
  inTurn<Other>(job: () => Promise<Other>): Promise<Other> {
    const done = this.running.then(job);
    this.running = done.catch(() => undefined);
    return done;
  }

  /** What is under way or waits is not wanted any more. */
  forget(): void {
    this.number++;
  }
}
