import { Connection } from "../connection";
import type { Place, Speaker } from "./speaker";

/** What a client keeps of the answers that it gets, whatever load balancer they come from. */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  take(setCookies: readonly string[]): void {
    for (const one of setCookies) {
      const [, name, value] = /^([^=;]+)=([^;]*)/.exec(one) ?? [];
      if (name !== undefined && value !== undefined) this.#cookies.set(name, value);
    }
  }

  get header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }
}

export interface SessionWorld {
  /** When load balancers moved a client because its task was unhealthy, in milliseconds since the epoch. */
  moves: () => Promise<readonly number[]>;
  wallClockMs: () => number;
}

/** Two processes read their clocks. */
const toleranceMs = 50;

/** Who answered a client before, when and where it asked. */
interface Last {
  atMs: number;
  port: number;
  color: string;
  digest: string;
  pid: number;
}

/**
 * A client whose session is on one task. It leaves it only with the fleet: at the switch, on the way back, or when it asks
 * another load balancer, whose target groups are others; or because its task has become unhealthy.
 */
export class Session {
  readonly #jar = new CookieJar();
  #last: Last | undefined;

  constructor(private readonly world: SessionWorld) {}

  speakAt(place: Place): Speaker {
    const { host, port, name, trust } = place;
    const route = { address: () => host, endpoint: () => Promise.resolve({ host, port }) };
    const connection = new Connection(new URL(`https://${name}`), route, trust);
    return {
      send: async () => {
        const cookie = this.#jar.header;
        const { statusCode, headers, body } = await connection.request({
          path: "/",
          method: "GET",
          headers: cookie === "" ? {} : { cookie },
        });
        const text = await body.text();
        this.#jar.take([headers["set-cookie"] ?? []].flat());
        if (statusCode === 200) await this.#stays(port, text);
        return { status: statusCode, body: text };
      },
      close: () => void connection.destroy(),
    };
  }

  async #stays(port: number, body: string): Promise<void> {
    const { color, digest, pid } = JSON.parse(body) as Pick<Last, "color" | "digest" | "pid">;
    const last = this.#last;
    this.#last = { atMs: this.world.wallClockMs(), port, color, digest, pid };
    const isSame = last?.port === port && last.color === color && last.digest === digest;
    if (!isSame || last.pid === pid) return;
    const moves = await this.world.moves();
    if (!moves.some((atMs) => atMs > last.atMs - toleranceMs)) {
      throw new Error(
        `answered by task ${pid} of ${color}, but its session is on task ${last.pid}`,
      );
    }
  }
}
