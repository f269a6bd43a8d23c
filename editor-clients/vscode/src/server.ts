// The server's life: found, started, started again after a crash, stopped. One client at a time.

import type * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import * as advice from './advice';
import { Backoff } from './backoff';
import { createClient, type Parts } from './client';
import { findServer } from './finder';
import { likelyPlaces } from './places';
import { BLOCK_READY, STATUS, STATUS_CHANGED, methodsOf, type BlockReady, type ServerStatus } from './protocol';
import type { Status } from './status';

/** A server answers `initialize` at once; its model loads later. */
const START_MS = 60_000;
const STOP_MS = 2_000;

export class Server implements vscode.Disposable {
    private client: LanguageClient | undefined;
    private methods = new Set<string>();
    private readonly backoff = new Backoff();
    private timer: NodeJS.Timeout | undefined;
    private nStops = 0;
    private isToldOld = false;
    private args: string[] = [];

    constructor(
        private readonly status: Status,
        private readonly parts: Parts,
    ) {}

    /** Whether the running server has a method of its own. */
    can(method: string): boolean {
        return this.methods.has(method);
    }

    /** Ask the running server; rejects when there is none or it fails. */
    async ask<T>(method: string, params: object): Promise<T> {
        if (this.client === undefined) {
            throw new Error('the server is not running');
        }
        return this.client.sendRequest<T>(method, params);
    }

    tell(method: string, params: object): void {
        if (this.can(method)) {
            this.client?.sendNotification(method, params).catch(() => undefined);
        }
    }

    /** From the beginning: look for the server again, forget its crashes. */
    async restart(): Promise<void> {
        this.backoff.reset();
        const stopping = this.stop();
        const { nStops } = this;
        await stopping;
        if (nStops === this.nStops) {
            await this.start();
        } // else somebody else has begun to restart it
    }

    async start(): Promise<void> {
        this.status.set({ state: 'starting', message: '', model: '', device: '', command: '' });
        const { nStops } = this;
        const places = await likelyPlaces();
        const found = await findServer(places);
        if (nStops !== this.nStops) {
            return; // meanwhile another start has begun
        }
        if (found === undefined) {
            const message = advice.serverIsMissing(places.setting);
            return this.status.set({ state: 'missing', message });
        }
        this.parts.log.info(`starting ${found.command}, found ${found.origin}`);
        this.status.set({ command: found.command });
        await this.run(found.command, found.args);
    }

    /** As `start`, but silent when there is still none. */
    async lookAgain(): Promise<void> {
        if ((await findServer(await likelyPlaces())) !== undefined) {
            await this.start();
        }
    }

    async stop(): Promise<void> {
        this.nStops += 1;
        clearTimeout(this.timer);
        const { client } = this;
        this.client = undefined;
        this.methods = new Set();
        await client?.dispose(STOP_MS).catch(() => undefined); // it may be dead already
    }

    dispose(): void {
        void this.stop();
    }

    private async run(command: string, args: string[]): Promise<void> {
        this.args = args;
        const client = createClient([command, ...args], this.parts, () => this.closed(client));
        this.client = client;
        this.backoff.started();
        client.onNotification(BLOCK_READY, (said: BlockReady) => this.parts.ghost.grown(said));
        client.onNotification(STATUS_CHANGED, (said: ServerStatus) => this.hear(client, said));
        try {
            await inTime(client.start());
        } catch (error) {
            if (this.client === client) {
                await this.failed(command, error);
            }
            return;
        }
        if (this.client === client) {
            await this.greet(client);
        }
    }

    private async failed(command: string, error: unknown): Promise<void> {
        await this.stop();
        const reason = this.parts.log.lastLine || reasonOf(error);
        this.status.set({ state: 'stopped', message: advice.serverDoesNotStart(command, reason) });
    }

    /** It answers. What else can it do? */
    private async greet(client: LanguageClient): Promise<void> {
        this.methods = methodsOf(client);
        if (this.can(STATUS)) {
            const said = await client.sendRequest<ServerStatus>(STATUS, {}).catch(() => undefined);
            return said && this.hear(client, said); // without an answer it crashed: see `closed`
        }
        this.status.set({ state: 'ready' });
        if (!this.isToldOld) {
            this.isToldOld = true;
            advice.serverIsOld(client.initializeResult?.serverInfo?.version ?? 'of no version');
        }
    }

    private hear(client: LanguageClient, said: ServerStatus): void {
        if (this.client !== client) {
            return;
        }
        const { state, message, model, device } = said;
        this.status.set({ state, message, model: model?.name ?? '', device });
    }

    /** The connection broke. A server that never answered is `failed`'s affair. */
    private closed(client: LanguageClient): void {
        if (this.client !== client || client.initializeResult === undefined) {
            return;
        }
        const { command } = this.status.values;
        const { log } = this.parts;
        const delayMs = this.backoff.next();
        void this.stop();
        if (delayMs === undefined) {
            const message = advice.serverKeepsCrashing(log.lastLine);
            return this.status.set({ state: 'stopped', message });
        }
        log.info(`the server crashed; starting it again in ${delayMs} ms`);
        this.status.set({ state: 'waiting', message: 'The server crashed.' });
        this.timer = setTimeout(() => void this.run(command, this.args), delayMs);
    }
}

function reasonOf(error: unknown): string {
    const message = error instanceof Error ? error.message : String(error);
    return /EPIPE|disposed|closed/.test(message) ? 'it ended at once' : message;
}

async function inTime(started: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
        const reason = `no answer within ${START_MS / 1000} s`;
        timer = setTimeout(() => reject(new Error(reason)), START_MS);
    });
    try {
        await Promise.race([started, late]);
    } finally {
        clearTimeout(timer);
    }
}
