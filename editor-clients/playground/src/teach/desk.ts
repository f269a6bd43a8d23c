// The server as the page Teach sees it: tasks, runs, lessons, sources. See ../../../PROTOCOL.md.

import type { Preferences } from "../preferences";
import type { Initialized } from "../protocol";
import { Connection, GoneError } from "../rpc";

export type Value = boolean | number | string;

export interface Action {
  call: string; // "return" ends a group of steps
  arguments: Value[];
  tail: boolean;
}

export interface Likely extends Action {
  does: string;
  probability: number;
}

export interface Other {
  field: string;
  value: Value;
  does: string; // "?" is not known
}

export interface Row {
  name: string;
  cells: string[];
  pointers: { name: string; at: number }[];
}

export interface Step {
  program: string;
  depth: number;
  sees: Record<string, Value>;
  does: string;
}

/** A step of the network, with what stood there before it. */
export interface RunStep extends Step {
  likely: Likely[];
  others: Other[];
  picture: Row[];
}

export interface Run {
  steps: RunStep[];
  answer: string;
  picture: Row[];
  proved: boolean;
}

export interface SeenStep extends Action {
  sees: Record<string, Value>;
}

/** A call that is about to act. */
export interface Waits {
  program: string;
  depth: number;
  sees: Record<string, Value>;
  steps: SeenStep[];
  likely: Likely[];
  isDecided: boolean;
  isShown: boolean;
  others: Other[];
}

export interface Stage {
  steps: Step[];
  picture: Row[];
  waits: Waits | null;
  answer: string | null;
}

export interface Asked extends Stage {
  input: string;
}

export interface Coverage {
  sentence: string;
  looksAt: Record<string, string[]>;
  doubts: string[];
  unknown: string[];
}

export interface Taught {
  current: Stage | null;
  question?: Asked | null;
  solved?: number;
  coverage: Coverage | null;
}

export interface Task {
  name: string;
  input: string;
  fields: string[];
  operations: Action[];
  programs: string[];
}

export interface Shown {
  input: string;
  does: Action[];
}

export interface Answer {
  program: string;
  steps: SeenStep[];
}

export interface LessonMessage {
  task: string;
  demonstrations: Shown[];
  answers: Answer[];
}

export interface DeskWatcher {
  connected(version: string): void;
  gone(): void;
  refused(why: string): void; // for good
}

export class Desk {
  private readonly connection: Connection;
  private isReady = false;

  constructor(
    address: string,
    private readonly preferences: Preferences,
    private readonly watcher: DeskWatcher,
  ) {
    this.connection = new Connection(address, {
      opened: () => void this.begin(),
      closed: () => {
        this.isReady = false;
        this.watcher.gone();
      },
      notified: () => undefined,
    });
  }

  start(): void {
    this.connection.open();
  }

  get isOpen(): boolean {
    return this.isReady;
  }

  async tasks(): Promise<Task[]> {
    return (await this.connection.request<{ tasks: Task[] }>("beamcoder/npi/tasks", {})).tasks;
  }

  run(task: string, input: string): Promise<Run> {
    return this.connection.request<Run>("beamcoder/npi/run", { task, input });
  }

  teach(lesson: LessonMessage, ask: boolean): Promise<Taught> {
    return this.connection.request<Taught>("beamcoder/npi/teach", { ...lesson, ask });
  }

  source(lesson: LessonMessage): Promise<{ name: string; text: string }> {
    return this.connection.request("beamcoder/npi/source", { ...lesson, language: "java" });
  }

  private async begin(): Promise<void> {
    const inAddress = new URLSearchParams(location.search).get("token");
    const token = inAddress ?? this.preferences.get("token") ?? "";
    try {
      const reply = await this.connection.request<Initialized>("initialize", {
        processId: null,
        rootUri: null,
        initializationOptions: { token },
        capabilities: {},
      });
      this.preferences.set("token", token); // it is the right one
      this.connection.notify("initialized", {});
      this.isReady = true;
      this.watcher.connected(reply.serverInfo?.version ?? "");
    } catch (error) {
      if (error instanceof GoneError) return;
      this.watcher.refused((error as Error).message);
      this.connection.stop();
    }
  }
}
