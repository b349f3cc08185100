import { useLayoutEffect, useState } from "react";

/**
 * Whatever had the focus before a component was there has it again when the component goes. Mantine's dialogs do so when
 * they are told to close, which those that stand only while they are open never are.
 */
export function useFocusGivenBack(): void {
  const [opener] = useState(() => document.activeElement);
  useLayoutEffect(
    () => () => {
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    },
    [opener],
  );
}
