// The page's one script.

import { Page } from "./page";

new Page().start();
