// Everything works without this file. It only makes the NHS.UK frontend's components nicer to use.
import { initAll } from "../build/nhsuk-frontend.min.js";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();
