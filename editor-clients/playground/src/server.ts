// The language server as this page sees it: one document, answers at its cursor, our own requests.

import { type ChangeSet, Text } from "@codemirror/state";
import { between, type Inserted, insertions, positionOf } from "./positions";
import type { Preferences } from "./preferences";
import { Connection, GoneError } from "./rpc";
import type {
  Beam,
  CompletionItem,
  CompletionList,
  Explanation,
  FeedbackEvent,
  Initialized,
  InlineItem,
  InlineList,
  Place,
  Position,
  Range,
  Statement,
  Status,
  TextEdit,
} from "./protocol";
import type { Found } from "./search/found";
import type { SearchText } from "./search/texts";

export { offsetOf, positionOf } from "./positions";

/** One thing to take: `text` in place of what stands between `from` and `to`. */
export interface Offer {
  id: string; // "" where the server does not name it
  text: string;
  from: number;
  to: number;
  probability: number | null;
  isLine: boolean;
  imports: readonly Inserted[]; // go in with it, all above it, top down
}

export interface Answer {
  ghosts: Offer[];
  list: Offer[];
  ms: number; // from the request to the answer, as this page saw it
}

export interface Watcher {
  connected(version: string): void;
  gone(): void;
  status(status: Status): void;
  grown(place: Place): void; // a block has grown behind the answer there
  told(sentence: string): void;
  refused(why: string): void; // for good
}

const SETTINGS = { maxItems: 8 };
const MINIMUM_PROBABILITY = 0.4; // the server's own
const FROM_ADDRESS = ["maxItems", "minimumProbability", "lineDeadlineMs", "blocks"];
const WORDS = ["auto", "off"]; // settings that are no numbers

type Setting = number | string;

/** Settings, with those that the page's address may set, as in `?minimumProbability=0`. */
function settingsOf(address: string): Record<string, Setting> {
  const asked = [...new URLSearchParams(address)].filter(([name]) => FROM_ADDRESS.includes(name));
  const read = (value: string): Setting => (WORDS.includes(value) ? value : Number(value));
  return { ...SETTINGS, ...Object.fromEntries(asked.map(([name, value]) => [name, read(value)])) };
}

/** What the server printed with the page's address: it talks to nobody who does not know it. A link
 * that was shared has none; then it is the one that this browser came with before. */
function tokenOf(address: string, preferences: Preferences): string {
  return new URLSearchParams(address).get("token") ?? preferences.get("token") ?? "";
}

export class Server {
  private readonly connection: Connection;
  private methods = new Set<string>();
  uri = "untitled:Main.java"; // of the document that is open
  private version = 0;
  private text = Text.empty;
  private isReady = false;
  private readonly settings = settingsOf(location.search);
  private isCounting = true;

  constructor(
    address: string,
    private readonly preferences: Preferences,
    private readonly watcher: Watcher,
  ) {
    this.connection = new Connection(address, {
      opened: () => void this.begin(),
      closed: () => this.ended(),
      notified: (method, params) => this.notified(method, params),
    });
  }

  start(): void {
    this.connection.open();
  }

  /** Whether a method of our own is there; an older server has none. */
  has(method: string): boolean {
    return this.isReady && this.methods.has(method);
  }

  /** Begins a document in place of the one that was open. */
  open(name: string, text: Text): void {
    this.closeDocument();
    this.uri = `untitled:${encodeURIComponent(name)}`;
    this.text = text;
    this.openDocument();
  }

  /** Tells of an edit: the changes lead from the text as it was last told to `text`. */
  change(changes: ChangeSet, text: Text): void {
    const before = this.text;
    this.text = text;
    this.version++;
    if (!this.isReady) return;
    const contentChanges: { range: Range; text: string }[] = [];
    changes.iterChanges((from, to, _fromNew, _toNew, inserted) => {
      const range = { start: positionOf(before, from), end: positionOf(before, to) };
      contentChanges.unshift({ range, text: inserted.toString() }); // the last first: none shifts
    });
    this.connection.notify("textDocument/didChange", {
      textDocument: { uri: this.uri, version: this.version },
      contentChanges,
    });
  }

  /** What is offered at an offset: ghost text and the list, out of one search. */
  async ask(offset: number, signal?: AbortSignal): Promise<Answer> {
    const began = performance.now();
    const text = this.text;
    const place = this.place(positionOf(text, offset));
    const context = { triggerKind: 2 };
    const [inline, list] = await Promise.all([
      this.connection.request<InlineList>(
        "textDocument/inlineCompletion",
        { ...place, context },
        signal,
      ),
      this.connection.request<CompletionList>("textDocument/completion", place, signal),
    ]);
    const listed = list.items.map((item) => fromList(item, text, offset));
    const ghosts = inline.items.map((item) => fromInline(item, text, offset, listed));
    return { ghosts, list: listed, ms: performance.now() - began };
  }

  async beam(limit: number): Promise<Beam | null> {
    if (!this.has("beamcoder/beam")) return null;
    return this.connection.request<Beam>("beamcoder/beam", { ...this.document(), limit });
  }

  /** Why the last answer is as it is; null before the first, or from an older server. */
  async explain(): Promise<Explanation | null> {
    if (!this.has("beamcoder/explain")) return null;
    return this.connection.request<Explanation | null>("beamcoder/explain", this.document());
  }

  /** What is found in the open document, in these texts, and in the folders of the command. */
  async search(texts: readonly SearchText[], params: object): Promise<Found | null> {
    if (!this.has("beamcoder/search")) return null;
    texts.forEach(({ uri, text }) => this.openText(uri, 0, text));
    try {
      return await this.connection.request<Found>("beamcoder/search", params);
    } finally {
      for (const { uri } of texts) {
        this.connection.notify("textDocument/didClose", { textDocument: { uri } });
      }
    }
  }

  async status(): Promise<Status | null> {
    if (!this.has("beamcoder/status")) return null;
    return this.connection.request<Status>("beamcoder/status", {});
  }

  /** Sets the document's statement, "" for none; with `influence` says what each line gives. */
  async state(statement: string, influence: boolean): Promise<Statement | null> {
    if (!this.has("beamcoder/statement")) return null;
    const params = { ...this.document(), statement, influence };
    return this.connection.request<Statement>("beamcoder/statement", params);
  }

  /** Tells what became of an offer. */
  tell(event: FeedbackEvent, offer: Offer, length?: number): void {
    if (!offer.id || !this.has("beamcoder/feedback")) return;
    const rest = length === undefined ? {} : { length };
    const params = { ...this.document(), event, id: offer.id, ...rest };
    this.connection.notify("beamcoder/feedback", params);
  }

  /** Nothing is counted while the page types by itself. */
  count(isOn: boolean): void {
    this.isCounting = isOn;
    this.configure();
  }

  /** The least probability of ghost text. */
  get minimumProbability(): number {
    return Number(this.settings["minimumProbability"] ?? MINIMUM_PROBABILITY);
  }

  set minimumProbability(value: number) {
    this.settings["minimumProbability"] = value;
    this.configure();
  }

  private configure(): void {
    const settings = { beamcoder: { ...this.settings, statistics: this.isCounting } };
    this.connection.notify("workspace/didChangeConfiguration", { settings });
  }

  private async begin(): Promise<void> {
    const token = tokenOf(location.search, this.preferences);
    try {
      const reply = await this.connection.request<Initialized>("initialize", {
        processId: null,
        rootUri: null,
        initializationOptions: { ...this.settings, token },
        capabilities: {
          general: { positionEncodings: ["utf-16"] },
          textDocument: { completion: {}, inlineCompletion: {} },
          experimental: { beamcoder: { blockReady: true, statusChanged: true } },
        },
      });
      this.preferences.set("token", token); // it is the right one
      this.methods = new Set(reply.capabilities.experimental?.beamcoder ?? []);
      this.connection.notify("initialized", {});
      this.isReady = true;
      this.openDocument();
      this.watcher.connected(reply.serverInfo?.version ?? "");
    } catch (error) {
      if (error instanceof GoneError) return;
      this.watcher.refused((error as Error).message); // it will be again, so this stays
      this.connection.stop();
    }
  }

  private ended(): void {
    this.isReady = false;
    this.methods.clear();
    this.watcher.gone();
  }

  private notified(method: string, params: unknown): void {
    if (method === "beamcoder/blockReady") this.watcher.grown(params as Place);
    if (method === "beamcoder/statusChanged") this.watcher.status(params as Status);
    if (method === "window/showMessage") this.watcher.told((params as { message: string }).message);
  }

  private openDocument(): void {
    if (this.isReady) this.openText(this.uri, this.version, this.text.toString());
  }

  private openText(uri: string, version: number, text: string): void {
    const textDocument = { uri, version, languageId: "java", text };
    this.connection.notify("textDocument/didOpen", { textDocument });
  }

  private closeDocument(): void {
    if (this.isReady) this.connection.notify("textDocument/didClose", this.document());
  }

  private document(): { textDocument: { uri: string } } {
    return { textDocument: { uri: this.uri } };
  }

  /** A place in the open document, as requests name it. */
  place(position: Position): { textDocument: { uri: string }; position: Position } {
    return { ...this.document(), position };
  }
}

function fromList(item: CompletionItem, text: Text, offset: number): Offer {
  const percent = parseFloat(item.labelDetails?.description ?? "");
  return {
    id: item.data?.id ?? "",
    text: item.textEdit?.newText ?? item.label,
    ...between(item.textEdit?.range, text, offset),
    probability: item.data?.probability ?? (Number.isNaN(percent) ? null : percent / 100),
    isLine: item.data?.isLine ?? false,
    imports: insertions(item.additionalTextEdits, text),
  };
}

/** LSP gives ghost text no probability; its line also stands in the list, with one. */
function fromInline(item: InlineItem, text: Text, offset: number, list: Offer[]): Offer {
  const where = between(item.range, text, offset);
  const start = text.lineAt(offset).from;
  const lineWith = (from: number, added: string): string => text.sliceString(start, from) + added;
  const line = lineWith(where.from, item.insertText);
  const twin = list.find((offer) => lineWith(offer.from, offer.text) === line);
  const id = item.command?.arguments?.[1];
  return {
    id: typeof id === "string" ? id : "",
    text: item.insertText,
    ...where,
    probability: twin?.probability ?? null,
    isLine: true,
    imports: insertions(item.command?.arguments?.[2] as TextEdit[] | undefined, text),
  };
}
