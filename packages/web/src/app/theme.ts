import { createTheme, type CSSVariablesResolver, type MantineColorsTuple, rem } from "@mantine/core";

/** The one accent. Shade 8 carries white text at 7:1. */
const pine: MantineColorsTuple = [
  "#edf6f2",
  "#d7ebe3",
  "#b0d7c9",
  "#84c0ab",
  "#5aa98f",
  "#389478",
  "#217f65",
  "#156b54",
  "#0f5c4d",
  "#0a4438",
];

const gray: MantineColorsTuple = [
  "#f6f7f5",
  "#eff1ee",
  "#e4e7e3",
  "#d5dad5",
  "#b9c1bb",
  "#939d96",
  "#6c7770",
  "#4b5650",
  "#303934",
  "#1a211d",
];

const dark: MantineColorsTuple = [
  "#e4eae6",
  "#c2ccc6",
  "#a5b1aa",
  "#79867f",
  "#37423c",
  "#2b3530",
  "#1e2622",
  "#151b18",
  "#0f1412",
  "#0a0d0c",
];

const FONT =
  'Inter, -apple-system, "Segoe UI Variable Text", "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

export const theme = createTheme({
  colors: { pine, gray, dark },
  primaryColor: "pine",
  primaryShade: { light: 8, dark: 7 },
  black: "#1a211d",
  fontFamily: FONT,
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  defaultRadius: "md",
  radius: { sm: rem(6), md: rem(8), lg: rem(14) },
  headings: {
    fontFamily: FONT,
    fontWeight: "650",
    sizes: {
      h1: { fontSize: rem(28), lineHeight: "1.2" },
      h2: { fontSize: rem(18), lineHeight: "1.35" },
      h3: { fontSize: rem(15), lineHeight: "1.4" },
    },
  },
  focusRing: "auto",
  cursorType: "pointer",
  // The head of a dialog is no banner of the page.
  components: { ModalHeader: { defaultProps: { role: "presentation" } } },
});

/**
 * Text of second rank is gray.7 on light and dark.1 on dark: the library's own dimmed colour is too faint to read on
 * tinted ground.
 */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": gray[7],
    "--mantine-color-placeholder": gray[6],
    "--mantine-color-error": "#b42318",
    "--mantine-color-anchor": pine[8],
    "--hb-canvas": gray[0],
    "--hb-surface": "#ffffff",
    "--hb-sunken": gray[1],
    "--hb-line": gray[2],
    "--hb-text": "#1a211d",
    "--hb-muted": gray[7],
    "--hb-accent": pine[7],
    "--hb-accent-soft": pine[0],
    "--hb-accent-text": pine[8],
    "--hb-track": gray[2],
    "--hb-warn": "#8a4b08",
    "--hb-warn-soft": "#fdf3e3",
    "--hb-bad": "#b42318",
    "--hb-bad-soft": "#fdeeec",
  },
  dark: {
    "--mantine-color-dimmed": dark[2],
    "--mantine-color-placeholder": dark[2],
    "--mantine-color-error": "#ff9a8f",
    "--mantine-color-anchor": pine[3],
    "--mantine-color-body": dark[6],
    "--hb-canvas": dark[7],
    "--hb-surface": dark[6],
    "--hb-sunken": dark[7],
    "--hb-line": dark[5],
    "--hb-text": dark[0],
    "--hb-muted": dark[2],
    "--hb-accent": pine[4],
    "--hb-accent-soft": "#1d352d",
    "--hb-accent-text": pine[2],
    "--hb-track": dark[5],
    "--hb-warn": "#f3c078",
    "--hb-warn-soft": "#372a16",
    "--hb-bad": "#ff9a8f",
    "--hb-bad-soft": "#3b1f1c",
  },
});
