// What of our list is worth adding to another server's. Pure; does not know VS Code.

/** From here on an item goes before what the others have. */
export const SURE = 0.5;

const NAME = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;

export interface Listed {
    label: string | { label: string };
    sortText?: string;
    data?: { probability?: number };
}

/**
 * At most `limit` items. A single name or keyword is left to the other server, which has it too,
 * so that nothing stands in the list twice. Sure items keep their rank, before the others'; an
 * unsure one is sorted by its label, as VS Code does with an item that says nothing of its rank.
 */
export function besideOthers<T extends Listed>(items: T[], limit: number): T[] {
    const chosen = items.filter((item) => !NAME.test(nameOf(item))).slice(0, limit);
    for (const item of chosen) {
        if ((item.data?.probability ?? 0) < SURE) {
            delete item.sortText;
        }
    }
    return chosen;
}

function nameOf(item: Listed): string {
    return typeof item.label === 'string' ? item.label : item.label.label;
}
