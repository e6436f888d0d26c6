/** The first few of a long numbered list, and the rest on demand; the numbers are what one says ("the second one"). */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { t } from "../../state/language";

export function FirstFew({ rows, few = 5 }: { rows: ComponentChildren[]; few?: number }) {
  const [all, setAll] = useState(false);
  return (
    <>
      <ol class="numbered">
        {(all ? rows : rows.slice(0, few)).map((row, at) => (
          <li key={at}>{row}</li>
        ))}
      </ol>
      {!all && rows.length > few && (
        <button type="button" class="quiet small start" onClick={() => setAll(true)}>
          {t("more")}
        </button>
      )}
    </>
  );
}
