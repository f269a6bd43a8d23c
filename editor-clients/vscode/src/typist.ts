// A typist who knows the program and takes what is offered as soon as it is right. Pure.
//
// Keys are counted as `beamcoder evaluate` does: the ghost line costs one key, an item of the list
// one and its rank above it, everything else a key a character; indentation is the editor's.

/** `text` replaces the `replace` characters left of the cursor. */
export interface Offer {
    text: string;
    replace: number;
}

export interface Step {
    by: 'ghost' | 'list' | 'key';
    /** What is added at the cursor. */
    text: string;
    nKeys: number;
    /** Replaced left of the cursor first; the text is the same again, maybe in other letters. */
    replace: number;
}

/** How many of the list's items a reader looks at. */
const N_READ = 5;

/** The next step from `nTyped` characters of `program` on. */
export function nextStep(program: string, nTyped: number, ghost: Offer | undefined, list: Offer[]): Step {
    const endOfLine = program.indexOf('\n', nTyped);
    const restOfLine = program.slice(nTyped, endOfLine < 0 ? undefined : endOfLine);
    if (ghost !== undefined && adds(program, nTyped, ghost) === restOfLine && restOfLine.length > 1) {
        return { by: 'ghost', text: ghost.text, nKeys: 1, replace: ghost.replace };
    }
    const items = list.slice(0, N_READ);
    const gains = items.map((item, rank) => gain(program, nTyped, item) - rank);
    const best = gains.indexOf(Math.max(...gains));
    const item = items[best];
    if (item !== undefined && gains[best]! > 0) {
        return { by: 'list', text: item.text, nKeys: 1 + best, replace: item.replace };
    }
    return typed(program, nTyped);
}

/** A key; behind a line's end, the indentation comes along. */
function typed(program: string, nTyped: number): Step {
    const text = program[nTyped] === '\n' ? /^\n[ ]*/.exec(program.slice(nTyped))![0] : program[nTyped]!;
    return { by: 'key', text, nKeys: 1, replace: 0 };
}

/** Characters that a right item saves; negative for one that is wrong. */
function gain(program: string, nTyped: number, item: Offer): number {
    const added = adds(program, nTyped, item);
    return added === undefined ? -Infinity : added.length - 1;
}

/** What the offer adds, if the program goes on exactly so and no word is cut in two. */
function adds(program: string, nTyped: number, offer: Offer): string | undefined {
    const start = nTyped - offer.replace;
    const end = start + offer.text.length;
    const cutsWord = /[\w$]$/.test(offer.text) && /[\w$]/.test(program[end] ?? '');
    if (end <= nTyped || cutsWord || !program.startsWith(offer.text, start)) {
        return undefined;
    }
    return program.slice(nTyped, end);
}
