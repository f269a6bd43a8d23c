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
 * so that nothing stands in the list twice. Sure items keep their rank, before the others';
 * unsure ones stand where the first of them does by its label, as VS Code has it with an item that
 * says nothing of its rank.
 */
export function besideOthers<T extends Listed>(items: T[], limit: number): T[] {
    const chosen = items.filter((item) => !NAME.test(nameOf(item))).slice(0, limit);
    const unsure = chosen.filter((item) => (item.data?.probability ?? 0) < SURE);
    unsure.forEach((item, rank) => {
        item.sortText = `${nameOf(unsure[0]!)}${String(rank).padStart(3, '0')}`;
    });
    return chosen;
}

function nameOf(item: Listed): string {
    return typeof item.label === 'string' ? item.label : item.label.label;
}
