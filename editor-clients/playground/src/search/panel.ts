// The search of the page: a query, what it finds and why, and the map; opens and inserts functions.

import { EditorView } from "@codemirror/view";
import { byId } from "../dom";
import { offsetOf, positionOf, type Server } from "../server";
import type { Sheet, Sheets } from "../sheets";
import * as say from "./found";
import type { Found, FoundUnit } from "./found";
import { draw } from "./picture";
import { Newest } from "./queue";
import { type SearchText, textsOf } from "./texts";

const PAUSE_MS = 150;
const AGAIN_MS = 700; // vectors are made meanwhile
const COUNT = 20;

export interface SearchParts {
  server: Server;
  sheets: Sheets;
  view: EditorView;
  turnTo: (sheet: Sheet) => void;
  say: (sentence: string) => void;
}

export class SearchPanel {
  private readonly dialog = byId<HTMLDialogElement>("search");
  private readonly box = byId<HTMLInputElement>("search-query");
  private readonly list = byId<HTMLOListElement>("search-results");
  private readonly map = byId<SVGSVGElement>("search-map");
  private readonly newest = new Newest<Found | null>();
  private timer = 0;
  private texts: SearchText[] = [];
  private found: Found | null = null;

  constructor(private readonly parts: SearchParts) {
    byId<HTMLElement>("search-open").onclick = () => this.open();
    this.dialog.onclose = () => this.newest.forget();
    this.box.oninput = () => this.soon(PAUSE_MS);
    this.box.onkeydown = (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // or the form closes
      void this.show(0);
    };
  }

  private open(): void {
    this.dialog.showModal();
    this.box.select();
    this.soon(0);
  }

  private soon(ms: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.search(), ms);
  }

  private async search(): Promise<void> {
    const query = this.box.value.trim();
    const found = await this.newest.run(async () => (query ? this.ask(query, { explain: true }) : null));
    if (found === undefined || !this.dialog.open) return;
    this.found = found;
    this.draw(query);
    if (found && say.isPartial(found)) this.soon(AGAIN_MS);
  }

  /** Null where the server refuses the query, as it does punctuation alone, or is not there. */
  private async ask(query: string, more: object): Promise<Found | null> {
    const { server, sheets } = this.parts;
    const own = sheets.own.map((sheet) => ({ ...sheet, text: sheet.state.doc.toString() }));
    this.texts = textsOf({ own, programs: sheets.programs, current: sheets.current.value });
    try {
      return await server.search(this.texts, { query, count: COUNT, ...more });
    } catch {
      return null;
    }
  }

  private draw(query: string): void {
    const { found } = this;
    const rows = (found?.results ?? []).map((unit, i) => this.row(unit, i));
    this.list.replaceChildren(...rows);
    byId("search-doubt").textContent = doubtOf(found, query);
    byId("search-extent").textContent = found ? say.extentOf(found) : "";
    this.map.replaceChildren();
    if (!found?.map) return;
    draw(this.map, found.map, {
      opened: (result) => void this.show(result),
      pointed: (result) => this.mark(result),
    });
  }

  private row(unit: FoundUnit, i: number): HTMLLIElement {
    const row = document.createElement("li");
    const open = Object.assign(document.createElement("button"), { type: "button", className: "hit" });
    open.append(part("code", unit.signature), part("span", say.placeOf(unit, this.titleOf(unit))));
    open.append(part("small", say.whyOf(unit)));
    open.onclick = () => void this.show(i);
    row.append(open);
    if (unit.kind !== "api") {
      const insert = part("button", "Insert") as HTMLButtonElement;
      Object.assign(insert, { type: "button", className: "plain insert" });
      insert.title = "Put it into the text on the screen, at the cursor";
      insert.onclick = () => void this.insert(i);
      row.append(insert);
    }
    row.onpointerenter = row.onfocus = () => this.mark(i);
    row.onpointerleave = () => this.mark(null);
    return row;
  }

  private titleOf(unit: FoundUnit): string {
    const text = this.texts.find(({ uri }) => uri === unit.uri);
    if (text) return text.title;
    return unit.uri === this.parts.server.uri ? this.parts.sheets.current.title : say.endOf(unit.path);
  }

  private mark(result: number | null): void {
    for (const each of this.dialog.querySelectorAll(".is-marked")) each.classList.remove("is-marked");
    if (result === null) return;
    this.list.children[result]?.classList.add("is-marked");
    this.map.querySelector(`[data-result="${result}"]`)?.classList.add("is-marked");
  }

  /** A text of the page at the place; of a file of the folders, the function as a sheet of its own. */
  private async show(i: number): Promise<void> {
    const unit = this.found?.results[i];
    if (!unit) return;
    const text = this.texts.find(({ uri }) => uri === unit.uri);
    const { sheets, server, view, turnTo } = this.parts;
    if (text || unit.uri === server.uri) {
      if (text) turnTo(sheets.find(text.value));
      this.dialog.close();
      return goTo(view, unit.line);
    }
    const whole = await this.whole(unit, { source: true });
    if (!whole?.source) return this.gone(unit);
    const name = say.fileOf(unit.path);
    const title = `${unit.name}, from ${name}`;
    turnTo(sheets.add({ name, title, text: whole.source, statement: "" }));
    this.dialog.close();
    goTo(view, 1);
  }

  private async insert(i: number): Promise<void> {
    const unit = this.found?.results[i];
    if (!unit) return;
    const { server, view } = this.parts;
    const { doc, selection } = view.state;
    const at = server.place(positionOf(doc, selection.main.head));
    const whole = await this.whole(unit, { at });
    if (!whole?.edit) return this.gone(unit);
    const { range, newText } = whole.edit;
    const from = offsetOf(doc, range.start);
    view.dispatch({
      changes: { from, to: offsetOf(doc, range.end), insert: newText },
      selection: { anchor: from + newText.length },
      userEvent: "input.paste",
      scrollIntoView: true,
    });
    this.dialog.close();
    view.focus();
    const note = say.helpersNote(whole);
    if (note) this.parts.say(note);
  }

  /** The same result, with more of it. */
  private async whole(unit: FoundUnit, more: object): Promise<FoundUnit | undefined> {
    const query = this.found?.query ?? "";
    const found = await this.newest.inTurn(() => this.ask(query, more));
    return found?.results.find(({ uri, line, kind, name }) =>
      uri === unit.uri && line === unit.line && kind === unit.kind && name === unit.name);
  }

  private gone(unit: FoundUnit): void {
    byId("search-doubt").textContent = `${unit.name} is not there any more: search again.`;
  }
}

function doubtOf(found: Found | null, query: string): string {
  if (!query) return "";
  if (!found) return "There is nothing to look for in that, or no connection to the server.";
  const text = found.doubt?.text ?? (found.results.length ? "" : "nothing was found");
  return text && `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function part(tag: string, text: string): HTMLElement {
  return Object.assign(document.createElement(tag), { textContent: text });
}

function goTo(view: EditorView, line: number): void {
  const { from } = view.state.doc.line(Math.min(line, view.state.doc.lines));
  const effects = EditorView.scrollIntoView(from, { y: "start", yMargin: 40 });
  view.dispatch({ selection: { anchor: from }, effects });
  view.focus();
}
