// The log that a user can open: what the server writes to standard error, at the level it says.

import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import * as vscode from 'vscode';

const LEVEL = /^(DEBUG|INFO|WARNING|ERROR|CRITICAL) /;

export class Log implements vscode.Disposable {
    readonly channel = vscode.window.createOutputChannel('Beamcoder', { log: true });

    /** What the server wrote last: after a crash, most often the reason. */
    lastLine = '';

    info(line: string): void {
        this.channel.info(line);
    }

    /** Standard error of a server, until it ends. */
    follow(input: Readable): void {
        this.lastLine = '';
        createInterface({ input }).on('line', (line) => this.write(line));
    }

    show(): void {
        this.channel.show(true);
    }

    dispose(): void {
        this.channel.dispose();
    }

    private write(line: string): void {
        if (line.trim() !== '') {
            this.lastLine = line.trim();
        }
        const text = line.replace(LEVEL, '');
        switch (LEVEL.exec(line)?.[1]) {
            case 'DEBUG':
                return this.channel.debug(text);
            case 'INFO':
                return this.channel.info(text);
            case 'WARNING':
                return this.channel.warn(text);
            default:
                return this.channel.error(text);
        }
    }
}
