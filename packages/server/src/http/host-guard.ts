const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:.]+\])$/;

/**
 * Refuses calls that name a host this server does not go by; answers null for all others. Without it a page somewhere could point a name
 * of its own at this machine (DNS rebinding) and act as the first visitor of a fresh install. Addresses and localhost cannot be taken
 * over that way; names must be listed.
 */
export function createHostGuard(hosts: readonly string[]): (request: Request) => Response | null {
  const known = new Set(["localhost", ...hosts.map((host) => host.toLowerCase())]);
  return (request) => {
    const host = (request.headers.get("host") ?? "").replace(/:\d+$/, "").toLowerCase();
    if (known.has(host) || ADDRESS.test(host)) return null;
    const message = `This server does not go by the name "${host}".`;
    const fix = "Call it by its address, or list the name in the setting HABITUS_HOSTS.";
    return Response.json({ error: { code: "unknown_host", message, fix } }, { status: 421 });
  };
}
