/** Drawn hands of an assessment's poses. */

import { drawStills } from "../stills.js";

drawStills();
