// JSON-RPC over one WebSocket that comes back by itself. Knows nothing of LSP.

export interface Failure {
  code: number;
  message: string;
}

/** What is said by either side; a request has both an id and a method. */
interface Message {
  id?: number | string | null;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: Failure;
}

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (reason: Error) => void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;
const METHOD_NOT_FOUND = -32601;

/** The server is not there, or went away before it answered. */
export class GoneError extends Error {}

export interface Listener {
  opened(): void;
  closed(): void;
  notified(method: string, params: unknown): void;
}

export class Connection {
  private socket: WebSocket | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private pauseMs = FIRST_PAUSE_MS;
  private isStopped = false;

  constructor(
    private readonly address: string,
    private readonly listener: Listener,
  ) {}

  open(): void {
    const socket = new WebSocket(this.address);
    socket.binaryType = "arraybuffer"; // the server's frames are binary
    const decoder = new TextDecoder();
    socket.onopen = () => {
      this.socket = socket;
      this.pauseMs = FIRST_PAUSE_MS;
      this.listener.opened();
    };
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
      const text = typeof event.data === "string" ? event.data : decoder.decode(event.data);
      this.receive(JSON.parse(text) as Message);
    };
    socket.onclose = () => this.closed();
  }

  /** For good: it does not come back. */
  stop(): void {
    this.isStopped = true;
    this.socket?.close();
  }

  get isOpen(): boolean {
    return this.socket !== null;
  }

  /** The result; an aborted request is cancelled at the server, and rejects at once. */
  request<Result>(method: string, params: unknown, signal?: AbortSignal): Promise<Result> {
    if (!this.socket) return Promise.reject(new GoneError(method));
    const id = this.nextId++;
    return new Promise<Result>((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as Waiting["resolve"], reject });
      signal?.addEventListener("abort", () => {
        if (!this.waiting.delete(id)) return;
        this.notify("$/cancelRequest", { id });
        reject(new DOMException("cancelled", "AbortError"));
      });
      this.send({ id, method, params });
    });
  }

  notify(method: string, params: unknown): void {
    if (this.socket) this.send({ method, params });
  }

  private send(message: Message): void {
    this.socket?.send(JSON.stringify({ jsonrpc: "2.0", ...message }));
  }

  private receive(message: Message): void {
    if (message.method !== undefined) {
      if (message.id === undefined) this.listener.notified(message.method, message.params);
      else this.refuse(message);
      return;
    }
    const waiting = this.waiting.get(Number(message.id));
    if (!waiting) return;
    this.waiting.delete(Number(message.id));
    if (message.error) waiting.reject(new Error(message.error.message));
    else waiting.resolve(message.result);
  }

  /** The server may ask for nothing: we say at the start that we answer nothing. */
  private refuse(message: Message): void {
    const error = { code: METHOD_NOT_FOUND, message: `${message.method} is not known here` };
    this.send({ id: message.id ?? null, error });
  }

  private closed(): void {
    const wasOpen = this.socket !== null;
    this.socket = null;
    for (const { reject } of this.waiting.values()) reject(new GoneError("the server has gone"));
    this.waiting.clear();
    if (this.isStopped) return;
    if (wasOpen || this.pauseMs === FIRST_PAUSE_MS) this.listener.closed();
    setTimeout(() => this.open(), this.pauseMs);
    this.pauseMs = Math.min(this.pauseMs * 1.6, LONGEST_PAUSE_MS);
  }
}
