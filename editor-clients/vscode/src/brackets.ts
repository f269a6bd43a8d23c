// Brackets and quotes that a text leaves open, and what closes them. Pure; knows no editor.

const CLOSERS: Record<string, string> = { '(': ')', '[': ']', '{': '}' };
const QUOTES = new Set(['"', "'"]);

/** VS Code closes brackets before these, as its settings for Java say. */
const CLOSED_BEFORE = /^(?:$|[\s;:.,=}\])>`])/;

/** Comments and literals, which have no brackets, or a single sign. */
const SPOTS = /\/\/[^\n]*|\/\*[^]*?\*\/|"""[^]*?"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[^]/gu;

interface Opened {
    sign: string;
    at: number;
}

interface Scanned {
    /** Brackets, and a quote at the end, that nothing closes. */
    opened: Opened[];
    /** How many brackets close nothing in the text. */
    nClosed: number;
}

function scan(text: string): Scanned {
    const opened: Opened[] = [];
    let nClosed = 0;
    for (const { 0: sign, index: at } of text.matchAll(SPOTS)) {
        if (sign in CLOSERS) {
            opened.push({ sign, at });
        } else if (QUOTES.has(sign) && !text.slice(at).includes('\n')) {
            return { opened: [...opened, { sign, at }], nClosed };
        } else if (Object.values(CLOSERS).includes(sign)) {
            nClosed += opened.pop() === undefined ? 1 : 0;
        }
    }
    return { opened, nClosed };
}

/** When the editor closes what is typed: its settings `autoClosingBrackets` and `...Quotes`. */
export type Closing = 'always' | 'languageDefined' | 'beforeWhitespace' | 'never';

export interface Closings {
    brackets: Closing;
    quotes: Closing;
}

/** What closes that which `text` leaves open between `before` and `behind`, innermost first; without
 * what stands behind already. `before` and `behind` are all that the file has. */
export function closersOf(before: string, text: string, behind: string, when: Closings): string {
    const line = before.slice(before.lastIndexOf('\n') + 1);
    const own = scan(line + text).opened.filter(({ at }) => at >= line.length);
    const quote = QUOTES.has(own.at(-1)?.sign ?? '') ? own.pop()!.sign : '';
    const nMissing = own.length > 0 ? scan(before + text).opened.length - scan(behind).nClosed : 0;
    const missing = nMissing > 0 ? own.slice(-nMissing) : [];
    const closers = missing.map(({ sign }) => CLOSERS[sign]!).reverse();
    const kept = closes(when.brackets, behind) ? closers.join('') : '';
    return quote !== '' && closes(when.quotes, behind) && !isInLine(quote, behind) ? quote + kept : kept;
}

function closes(when: Closing, behind: string): boolean {
    switch (when) {
        case 'always':
            return true;
        case 'beforeWhitespace':
            return /^(?:$|\s)/.test(behind);
        case 'languageDefined':
            return CLOSED_BEFORE.test(behind);
        default:
            return false;
    }
}

function isInLine(sign: string, behind: string): boolean {
    return behind.split(/[\r\n]/, 1)[0]!.includes(sign);
}
