import { must } from "@habitus/kernel";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { createQueryClient } from "./app/query-client.ts";
import { createAppRouter } from "./app/router.tsx";
import "./app/base.css";

const queryClient = createQueryClient(() => {
  const from = router.state.location.href;
  void router.navigate({ to: "/sign-in", search: { from, why: "expired" } });
});
const router = createAppRouter(queryClient);

createRoot(must(document.getElementById("root"), "the page has a root")).render(
  <StrictMode>
    <App queryClient={queryClient} router={router} />
  </StrictMode>,
);
