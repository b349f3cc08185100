import { connect, createServer, type Server, type Socket } from "node:net";

/** A socket in front of the engine's that breaks connections when told to. */
export class BreakingProxy {
  readonly path: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** What happens to the next request whose first bytes contain the text. */
  #trap: { readonly text: string; readonly when: "before answer" | "after answer" } | null = null;

  private constructor(path: string, target: string) {
    this.path = path;
    this.#server = createServer((client) => this.#carry(client, connect(target)));
  }

  static start(path: string, target: string): Promise<BreakingProxy> {
    const proxy = new BreakingProxy(path, target);
    return new Promise((resolve) => proxy.#server.listen(path, () => resolve(proxy)));
  }

  /**
   * Breaks the connection of the next request that contains `text`: once the engine has answered, so that only the answer
   * is lost, or while the engine works.
   */
  breakNext(text: string, when: "before answer" | "after answer"): void {
    this.#trap = { text, when };
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #carry(client: Socket, engine: Socket): void {
    let broken: "before answer" | "after answer" | null = null;
    const end = (): void => {
      client.destroy();
      engine.destroy();
      this.#sockets.delete(client);
      this.#sockets.delete(engine);
    };
    for (const socket of [client, engine]) {
      this.#sockets.add(socket);
      socket.on("error", end).on("close", end);
    }
    client.on("data", (bytes) => {
      if (this.#trap !== null && bytes.includes(this.#trap.text)) {
        broken = this.#trap.when;
        this.#trap = null;
      }
      engine.write(bytes);
      // The engine sees its client go away a moment after it has all it needs to begin.
      if (broken === "before answer") setTimeout(end, 5);
    });
    engine.on("data", (bytes) => {
      if (broken === null) client.write(bytes);
      else end();
    });
  }
}
