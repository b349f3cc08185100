import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `npm start` serves; the development server sends API calls there. */
const SERVER = "http://127.0.0.1:7700";

/** Floors 0 to 3 do nothing when they are loaded, so what a page does not use of them is left out. */
const PURE = /\/packages\/(?:kernel|segments|contract)\/src\//;

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2022",
    manifest: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 600,
    rolldownOptions: { treeshake: { moduleSideEffects: (id) => !PURE.test(id) } },
  },
  server: { proxy: { "/api": SERVER, "/v1": SERVER, "/health": SERVER } },
});
