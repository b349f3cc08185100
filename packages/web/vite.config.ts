import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `npm start` serves; the development server sends API calls there. */
const SERVER = "http://127.0.0.1:7700";

export default defineConfig({
  plugins: [react()],
  build: { target: "es2022", manifest: true, reportCompressedSize: false, chunkSizeWarningLimit: 600 },
  server: { proxy: { "/api": SERVER, "/v1": SERVER, "/health": SERVER } },
});
