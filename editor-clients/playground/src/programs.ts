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
  statement: string; // "" for none
}

export const PROGRAMS: readonly Program[] = [
  {
    name: "Pebbles.java",
    title: "Pebbles, the demo of 2017 (Codeforces 789A)",
    text: pebbles,
    statement: pebblesStatement.trim(),
  },
  { name: "Towers.java", title: "Towers", text: towers, statement: "" },
  { name: "Meetings.java", title: "Meetings", text: meetings, statement: "" },
  { name: "Bridges.java", title: "Bridges", text: bridges, statement: "" },
];
