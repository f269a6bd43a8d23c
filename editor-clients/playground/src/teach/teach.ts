// The script of the page Teach.

import { TeachPage } from "./page";

new TeachPage().start();
