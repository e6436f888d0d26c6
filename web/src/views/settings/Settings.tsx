/** Who you are to Steward, what this device does, who else may speak for you, and your data. */
import { t } from "../../state/language";
import { PageHead } from "../ListPage";
import { Data } from "./Data";
import { Device } from "./Device";
import { Profile } from "./Profile";
import { Tokens } from "./Tokens";

export function Settings() {
  return (
    <div class="page">
      <PageHead title={t("settings.title")} lead="" />
      <Profile />
      <Device />
      <Tokens />
      <Data />
    </div>
  );
}
