// What is known of the server now: one value that others watch. Does not know how it is shown.

import * as vscode from 'vscode';

export type State =
    | 'starting' // looked for, or not yet answering
    | 'loading' // it answers, its model does not yet
    | 'ready'
    | 'failed' // it runs without a model; `message` says why
    | 'waiting' // it crashed and will be started again
    | 'stopped' // it crashed too often, or could not be started
    | 'missing'; // there is none on this machine

export interface Values {
    state: State;
    /** A sentence for people, maybe empty. */
    message: string;
    model: string;
    device: string;
    /** Where the server was found, maybe empty. */
    command: string;
    isPaused: boolean;
    /** From the editor's question to the answer; undefined before the first. */
    latencyMs: number | undefined;
}

export class Status implements vscode.Disposable {
    private readonly emitter = new vscode.EventEmitter<Values>();
    readonly onDidChange = this.emitter.event;

    private current: Values = {
        state: 'starting',
        message: '',
        model: '',
        device: '',
        command: '',
        isPaused: false,
        latencyMs: undefined,
    };

    get values(): Readonly<Values> {
        return this.current;
    }

    /** Whether the editor may ask for completions now. */
    get answers(): boolean {
        return this.current.state === 'ready' && !this.current.isPaused;
    }

    set(changes: Partial<Values>): void {
        this.current = { ...this.current, ...changes };
        this.emitter.fire(this.current);
    }

    dispose(): void {
        this.emitter.dispose();
    }
}
