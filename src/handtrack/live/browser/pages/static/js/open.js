/** Trade the link's token for a cookie: it comes after #, which never travels by itself. */

import { element } from "./page.js";

const token = location.hash.slice(1);
history.replaceState(null, "", location.pathname);
const answer = token
  ? await fetch("/open", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token }),
    })
  : null;
if (answer?.ok) {
  const { next } = await answer.json();
  location.replace(next);
} else {
  element("wait").hidden = true;
  element("used").hidden = false;
}
