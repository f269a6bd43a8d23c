// What can be opened and replayed: programs written for this repository.

import bridges from "../../../examples/Bridges.java";
import meetings from "../../../examples/Meetings.java";
import towers from "../../../examples/Towers.java";
import pebbles from "./programs/Pebbles.java";
import pebblesStatement from "./programs/Pebbles.txt";

export interface Program {
  name: string; // of its file
  title: string;
  text: string;
  shown?: string; // how much of the text stands on the screen at first, if not all
  statement: string; // "" for none
}

const GREETING_ENDS = "for (int i = 0; "; // where ghost text, list and beam have something to show

const PEBBLES: Program = {
  name: "Pebbles.java",
  title: "Pebbles, the demo of 2017 (Codeforces 789A)",
  text: pebbles,
  statement: pebblesStatement.trim(),
};

export const PROGRAMS: readonly Program[] = [
  {
    ...PEBBLES,
    title: "A first look: Pebbles half-way",
    shown: pebbles.slice(0, pebbles.indexOf(GREETING_ENDS) + GREETING_ENDS.length),
  },
  PEBBLES,
  { name: "Towers.java", title: "Towers", text: towers, statement: "" },
  { name: "Meetings.java", title: "Meetings", text: meetings, statement: "" },
  { name: "Bridges.java", title: "Bridges", text: bridges, statement: "" },
];
