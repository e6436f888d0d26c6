/** What was done for an answer, folded away until somebody asks why. */
import type { Step } from "../../state/messages";
import { inMine, t } from "../../state/language";
import type { Say } from "../../core/types";
import { Arguments, toolName } from "../Arguments";
import { Icon } from "../Icon";

function outcome(step: Step): string {
  if (step.ok === null) return t("chat.stepRunning");
  return step.ok ? "" : t("chat.stepFailed");
}

export function Steps({ steps, open }: { steps: Step[]; open: boolean }) {
  if (steps.length === 0) return null;
  const last = steps[steps.length - 1];
  const title = steps.length === 1 || open ? toolName(last?.tool ?? "") : t("chat.steps", { count: steps.length });
  const failed = steps.some((step) => step.ok === false);
  return (
    <details class={`steps ${failed ? "failed" : ""}`}>
      <summary>
        <Icon name={failed ? "close" : open ? "coming" : "check"} size={15} />
        <span class="sr-only">{t("chat.why")}: </span>
        {title}
        <Icon name="chevron" size={14} />
      </summary>
      <ol>
        {steps.map((step, at) => (
          <li key={at}>
            <strong>{toolName(step.tool)}</strong> <span class="hint">{outcome(step)}</span>
            <Arguments of={step.arguments} />
            {step.say ? <p class="hint">{inMine(step.say as string | Say)}</p> : null}
          </li>
        ))}
      </ol>
    </details>
  );
}
