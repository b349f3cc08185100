type Choice = { readonly value: string; readonly label: string; readonly disabled?: boolean | undefined };

const plain = (text: string): string => text.trim().toLowerCase();

/** The choice of that very name, however it is cased. */
export function choiceNamed<Each extends Choice>(choices: readonly Each[], text: string): Each | undefined {
  return choices.find(({ label, disabled }) => disabled !== true && plain(label) === plain(text));
}

/** What Enter takes in a list that is searched by what was typed: the choice of that name, or the first that is shown. */
export function bestMatch<Each extends Choice>(choices: readonly Each[], text: string): Each | undefined {
  return (
    choiceNamed(choices, text) ??
    choices.find(({ label, disabled }) => disabled !== true && plain(label).includes(plain(text)))
  );
}
