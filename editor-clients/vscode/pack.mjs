// Writes dist/README.md for the package: the readme with its pictures in dist/pictures beside it.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const PICTURES = 'dist/pictures';

mkdirSync(PICTURES, { recursive: true });
const readme = readFileSync('README.md', 'utf8').replace(/\]\((\.\.\/[^)]+\.png)\)/g, (_, picture) => {
    const packed = `${PICTURES}/${path.basename(picture)}`;
    copyFileSync(picture, packed);
    return `](${packed})`;
});
if (readme.includes('](..')) {
    throw new Error('README.md leads to a file that is not packed');
}
writeFileSync('dist/README.md', readme);
