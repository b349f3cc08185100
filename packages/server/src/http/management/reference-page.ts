import { errorKinds, listOperations, type Operation, routeErrors, TAGS } from "@habitus/contract";
import { escapeHtml } from "./escape-html.ts";

export const REFERENCE_STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 6rem; }
h1 { margin-bottom: 0; }
h2 { margin-top: 3rem; border-bottom: 1px solid; }
article { margin: 2rem 0; }
h3 { margin: 0; font: 600 1rem/1.6 ui-monospace, monospace; }
code { font-family: ui-monospace, monospace; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; }
p { margin: .25rem 0; }
`;

/** The whole table as one page to read: no script, nothing loaded from elsewhere. */
export function referencePage(version: string): string {
  const operations = listOperations();
  const sections = TAGS.map((tag) => {
    const own = operations.filter((operation) => operation.tag === tag);
    return `<section><h2>${plain(tag)}</h2>${own.map(describe).join("")}</section>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Habitus API ${plain(version)}</title>
<style>${REFERENCE_STYLE}</style>
</head>
<body>
<h1>Habitus API</h1>
<p>Version ${plain(version)}. The same as an <a href="/api/openapi.json">OpenAPI 3.1 document</a>, with every schema.</p>
<p>Sign in for a session, or send <code>Authorization: Bearer KEY</code> with an API key or the admin token.</p>
<main>${sections.join("")}
<section><h2>Errors</h2>
<p>Every answer that is no success is <code>{"error": {"code", "message", "fix"?, "details"?, "requestId"}}</code>.</p>
${errorTable()}</section>
</main>
</body>
</html>
`;
}

function describe(operation: Operation): string {
  const { id, method, path, summary, description, params, query } = operation;
  const fields = [...fieldsOf("path", params), ...fieldsOf("query", query)];
  const errors = routeErrors(operation, method).map((code) => `<code>${code}</code>`);
  return `<article id="${id}">
<h3>${method} ${plain(path)}</h3>
<p><strong>${plain(summary)}.</strong> ${plain(description ?? "")}</p>
<p>${plain(whoMayCall(operation))} Answers ${operation.success.status}${answers(operation)}.</p>
${fields.length === 0 ? "" : `<p>Takes ${fields.join(", ")}.</p>`}
${operation.body === undefined ? "" : "<p>Takes a JSON body.</p>"}
<p>Fails with ${errors.join(", ")}.</p>
</article>`;
}

function fieldsOf(place: string, schema: Operation["params"]): readonly string[] {
  return Object.keys(schema?.shape ?? {}).map((name) => `<code>${plain(name)}</code> (${place})`);
}

function whoMayCall({ access }: Operation): string {
  if (access.role === "public") return "Open to everyone.";
  const keys = access.scope === null ? "never with an API key" : `API keys need ${access.scope}`;
  return `Needs the role ${access.role}; ${keys}.`;
}

function answers({ success }: Operation): string {
  switch (success.kind) {
    case "json":
      return " with JSON";
    case "empty":
      return " without a body";
    case "page":
      return " with a page";
    case "file":
      return " with a file";
    case "sse":
      return ` with server-sent events: ${Object.keys(success.events).join(", ")}`;
  }
}

function errorTable(): string {
  const rows = Object.entries(errorKinds).map(
    ([code, { status, means }]) =>
      `<tr><td><code>${code}</code></td><td>${status}</td><td>${plain(means)}</td></tr>`,
  );
  return `<table><thead><tr><th>Code</th><th>Status</th><th>Means</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

/** Texts of the table have marks for code, which this page goes without. */
function plain(text: string): string {
  return escapeHtml(text).replaceAll("`", "");
}
