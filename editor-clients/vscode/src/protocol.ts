// What Beamcoder's server can do beyond LSP; editor-clients/PROTOCOL.md describes each method.

import type { LanguageClient } from 'vscode-languageclient/node';

export const EXPLAIN = 'beamcoder/explain';
export const FEEDBACK = 'beamcoder/feedback';
export const SEARCH = 'beamcoder/search';
export const STATEMENT = 'beamcoder/statement';
export const STATISTICS = 'beamcoder/statistics';
export const STATUS = 'beamcoder/status';
export const BLOCK_READY = 'beamcoder/blockReady';
export const STATUS_CHANGED = 'beamcoder/statusChanged';

/** Where a block has grown behind the answer. */
export interface BlockReady {
    textDocument: { uri: string };
    position: { line: number; character: number };
}

export interface Model {
    name: string;
    parameters: number;
    sha256: string;
}

export interface ServerStatus {
    state: 'loading' | 'ready' | 'failed';
    message: string;
    model: Model | null;
    device: string;
    lastLatencyMs: number | null;
    version: string;
}

export interface Weighed {
    text: string;
    probability: number;
    modelProbability: number;
    weight: number;
}

export interface Explanation {
    position: { line: number; character: number };
    reason: string | null;
    ghost: { isShown: boolean; probability: number | null; why: string };
    tokens: Weighed[];
    lines: Weighed[];
    statement: { origin: string; words: number };
    model: Model | null;
    device: string;
    timingsMs: Record<string, number>;
}

export interface FoundUnit {
    uri: string;
    line: number;
    kind: string;
    name: string;
    class: string;
    signature: string;
    helpers?: { name: string }[]; // with `at`: what it calls of its own class
    edit?: { range: Range; newText: string } | null; // with `at`
}

interface Range {
    start: { line: number; character: number };
    end: { line: number; character: number };
}

export interface Found {
    results: FoundUnit[];
    doubt?: { text: string } | null; // an older server has none
}

export interface Counts {
    offered: number;
    shown: number;
    accepted: number;
    partlyAccepted: number;
    dismissed: number;
    kept: number;
}

export interface Statistics {
    since: string | null;
    isOn: boolean;
    list: Counts;
    ghost: Counts;
    keysSaved: number;
    keysTyped: number;
    latencyMs: { answers: number; p50: number | null; p90: number | null; p99: number | null };
}

export interface StatementInForce {
    origin: string;
    text: string;
    words: number;
}

/** The methods that a server lists under `capabilities.experimental.beamcoder`. */
export function methodsOf(client: LanguageClient): Set<string> {
    const experimental = client.initializeResult?.capabilities.experimental as
        | { beamcoder?: unknown }
        | undefined;
    const listed = experimental?.beamcoder;
    return new Set(Array.isArray(listed) ? listed.map(String) : []);
}
