/** Opens the page: styles, session, the open line, the shell. */
import { effect } from "@preact/signals";
import { render } from "preact";
import { phase, start } from "./state/session";
import { offerNotifications } from "./state/offer";
import { startLive } from "./state/live";
import { unlockOnGesture } from "./state/sound";
import { Shell } from "./views/Shell";
import { SignIn } from "./views/SignIn";
import { Toasts } from "./views/Toasts";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/shell.css";
import "./styles/talk.css";
import "./styles/cards.css";
import "./styles/composer.css";
import "./styles/beside.css";
import "./styles/lists.css";
import "./styles/ring.css";

function App() {
  if (phase.value === "opening") return <div class="opening" />;
  if (phase.value === "in") return <Shell />;
  return (
    <>
      <SignIn />
      <Toasts />
    </>
  );
}

const root = document.getElementById("app");
if (root) render(<App />, root);
unlockOnGesture();
startLive();
offerNotifications();
void start();

// Only whoever asked for it in the settings is ever asked where they are.
effect(() => {
  if (phase.value !== "in" || !localStorage.getItem("steward.whereabouts")) return;
  void import("./state/whereabouts").then(({ shareWhereabouts }) => shareWhereabouts(true), () => undefined);
});

if ("serviceWorker" in navigator && import.meta.env.PROD) {
  void navigator.serviceWorker.register("/sw.js").catch(() => undefined);
}
