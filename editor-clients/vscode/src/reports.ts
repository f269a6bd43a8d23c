// Explanation and statistics as pages of plain text, a row a fact: the editor breaks what is too long
// for its width. Pure; does not know VS Code.

import type { Counts, Explanation, Statistics, Weighed } from './protocol';

const REASONS: Record<string, string> = {
    in_comment: 'the cursor stands in a comment',
  no_break_space: 'left of the cursor stands a no-break space, which Java refuses',
    in_string: 'the cursor stands in a string',
    low_confidence: 'nothing was likely enough',
    nothing_fits: 'the rules dropped all that was found',
    deadline: 'the time was up before anything was found',
    cancelled: 'another key was pressed meanwhile',
    no_model: 'no model is loaded',
    internal_error: 'the search failed; the log says more',
};

export function explanation(file: string, why: Explanation): string {
    const { line, character } = why.position;
    const parts = [
        `Why Beamcoder's last answer is as it is\n`,
        `${file}, line ${line + 1}, column ${character + 1}\n`,
        ghostPart(why),
        listPart('Lines', why.lines),
        listPart('Tokens', why.tokens),
        'Of what is shown with 60 %, 60 % are right.',
        'search: network and recall together',
        'rules: what names and types made of it\n',
        facts(why),
    ];
    return parts.filter((part) => part !== '').join('\n');
}

function ghostPart({ ghost, reason }: Explanation): string {
    const empty = reason === null ? '' : `No items: ${REASONS[reason] ?? reason}\n`;
    return `Ghost text ${ghost.isShown ? 'shown' : 'not shown'}: ${ghost.why}\n${empty}`;
}

function listPart(title: string, items: Weighed[]): string {
    if (items.length === 0) {
        return '';
    }
    const rows = items.flatMap(({ text, probability, modelProbability, weight }) => [
        `${percent(probability)}  ${text}`,
        `${' '.repeat(9)}search ${percent(modelProbability).trim()}, rules × ${weight.toFixed(2)}`,
    ]);
    return [title, ...rows, ''].join('\n');
}

function facts({ statement, model, device, timingsMs }: Explanation): string {
    const { total = 0, ...steps } = timingsMs;
    const each = Object.entries(steps).map(([name, ms]) => `${name} ${ms.toFixed(1)}`);
    const size = model === null ? '' : `${(model.parameters / 1e6).toFixed(1)} M parameters`;
    return [
        `Statement  ${statement.origin === 'none' ? 'none' : `${statement.words} words, ${statement.origin}`}`,
        `Model      ${model === null ? 'none' : `${model.name}, ${size}`}`,
        `Device     ${device}`,
        `Time       ${total.toFixed(1)} ms`,
        `Steps      ${each.join(', ')}`,
        '',
    ].join('\n');
}

export function statistics(counted: Statistics): string {
    const { list, ghost, keysSaved, keysTyped, latencyMs } = counted;
    const keys = keysSaved + keysTyped;
    const share = keys === 0 ? '' : ` (${percent(keysSaved / keys).trim()} of all)`;
    return [
        'What Beamcoder has counted on this machine\n',
        counted.since === null ? 'Nothing yet.' : `Since ${counted.since}.`,
        counted.isOn ? '' : 'Counting is off: beamcoder.statistics is false.\n',
        `${'Items'.padEnd(18)}${'list'.padStart(8)}${'ghost text'.padStart(12)}`,
        ...countRows(list, ghost),
        '',
        `Keys saved        ${String(keysSaved).padStart(8)}${share}`,
        `Keys typed        ${String(keysTyped).padStart(8)}`,
        `Answers           ${String(latencyMs.answers).padStart(8)}`,
        `Half within       ${inMs(latencyMs.p50)}`,
        `90 % within       ${inMs(latencyMs.p90)}`,
        `99 % within       ${inMs(latencyMs.p99)}`,
        '',
        'Only counts are kept, on this machine:',
        'never text, names or paths.',
        'In a terminal: beamcoder stats',
        '',
    ].join('\n');
}

function countRows(list: Counts, ghost: Counts): string[] {
    const rows: [string, keyof Counts][] = [
        ['Offered', 'offered'],
        ['Shown', 'shown'],
        ['Accepted', 'accepted'],
        ['Partly accepted', 'partlyAccepted'],
        ['Dismissed', 'dismissed'],
        ['Kept after 30 s', 'kept'],
    ];
    return rows.map(
        ([title, key]) =>
            title.padEnd(18) + String(list[key]).padStart(8) + String(ghost[key]).padStart(12),
    );
}

function inMs(milliseconds: number | null): string {
    return milliseconds === null ? '       –' : `${milliseconds.toFixed(0).padStart(8)} ms`;
}

function percent(probability: number): string {
    return `${(100 * probability).toFixed(1).padStart(5)} %`;
}
