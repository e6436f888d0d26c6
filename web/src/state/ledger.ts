/** What was done, newest first, with a way back where there is one. */
import { insist } from "../core/http";
import type { Action } from "../core/types";
import { t } from "./language";
import { Listing } from "./list";
import { notify, notifyError } from "./toasts";
import { loadComing } from "./coming";

export const actions = new Listing<Action>("/api/actions");

export async function undoAction(action: Action): Promise<void> {
  try {
    await insist(`/api/actions/${encodeURIComponent(action.id)}/undo`, { method: "POST" });
    notify(t("done.undone"));
  } catch (problem) {
    notifyError(problem);
  } finally {
    void actions.load();
    void loadComing();
  }
}
