import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useI18n } from "../i18n/use-i18n.tsx";
import { CodeBlock } from "./code-block.tsx";
import "./send-code.css";
import { sendCode, type Sender, SENDERS } from "./send-code-text.ts";

const PLACEHOLDER = "WRITE_KEY";

/** Copyable code with this server's own address. */
export function SendCode({ writeKey = PLACEHOLDER }: { readonly writeKey?: string }) {
  const { t } = useI18n();
  const [sender, setSender] = useState<Sender>("curl");
  return (
    <div className="send-code">
      <div>
        <SegmentedControl
          aria-label={t("code.sdk")}
          withItemsBorders={false}
          data={[...SENDERS]}
          value={sender}
          onChange={(value) => setSender(SENDERS.find((one) => one === value) ?? "curl")}
        />
      </div>
      <CodeBlock label={sender} code={sendCode(sender, window.location.origin, writeKey)} />
    </div>
  );
}
