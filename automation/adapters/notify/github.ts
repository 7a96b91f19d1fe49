import type { Receiver } from "../../../config/notify";
import { NotDelivered } from "../../world/notifier";
import type { ReleaseEvent } from "../../world/releaseEvent";
import { type Answer, send } from "./request";

type Github = Extract<Receiver, { to: "github" }>;

/** A deployment status, as GitHub names it. */
const states: Readonly<Record<Github["on"][number], string>> = {
  started: "in_progress",
  staged: "in_progress",
  awaitingApproval: "pending",
  canary: "in_progress",
  switched: "in_progress",
  done: "success",
  rolledBack: "failure",
  paused: "pending",
  held: "pending",
};

/** Of a deployment and of its statuses. */
const longestDescription = 140;

/** Variables of a workflow. */
export type Workflow = Readonly<Record<string, string | undefined>>;

/** A repository's deployments, with a token that may write them. */
export class GithubDeployments {
  private readonly base: string;

  constructor(
    receiver: Github,
    private readonly token: string,
    private readonly workflow: Workflow,
    private readonly signal: AbortSignal,
  ) {
    const repository = receiver.repository ?? workflow["GITHUB_REPOSITORY"];
    if (!repository) {
      throw new NotDelivered("no `repository` is set, and GITHUB_REPOSITORY is not either");
    }
    this.base = `${workflow["GITHUB_API_URL"] ?? "https://api.github.com"}/repos/${repository}`;
  }

  /** Whether its deployments can be read; nothing is written. */
  async look(): Promise<string> {
    const { status } = await this.ask("GET", "/deployments?per_page=1");
    return `answered ${status}; only a release shows whether the token may write`;
  }

  /** One status for each service of the release. */
  async tell(event: ReleaseEvent): Promise<string> {
    const found = await Promise.all(event.services.map(({ name }) => this.tellOf(name, event)));
    return found[0] ?? "no service, so no deployment";
  }

  private async tellOf(service: string, event: ReleaseEvent): Promise<string> {
    const { verb, kind, text } = event;
    const environment = `${event.stack}/${service}`;
    const deployment = await this.deploymentOf(environment, event);
    const isOver = verb === "done" && kind === "decommission";
    const { status } = await this.ask("POST", `/deployments/${deployment}/statuses`, {
      state: isOver ? "inactive" : states[verb as Github["on"][number]],
      description: text.slice(0, longestDescription),
      environment,
      auto_inactive: verb === "done",
      ...this.logUrl(),
    });
    return `answered ${status}`;
  }

  /** The release's own, whoever has created it. */
  private async deploymentOf(environment: string, event: ReleaseEvent): Promise<number> {
    const task = `deploy:${event.release}`;
    const query = new URLSearchParams({ environment, task, per_page: "1" });
    const [known] = (await this.ask("GET", `/deployments?${query.toString()}`)).json as {
      id: number;
    }[];
    if (known) return known.id;
    const ref = this.workflow["GITHUB_SHA"] ?? (await this.defaultBranch());
    const { json } = await this.ask("POST", "/deployments", {
      ...{ ref, task, environment, auto_merge: false, required_contexts: [] },
      description: event.text.slice(0, longestDescription),
      payload: { release: event.release, stack: event.stack },
    });
    return (json as { id: number }).id;
  }

  private async defaultBranch(): Promise<string> {
    return ((await this.ask("GET", "")).json as { default_branch: string }).default_branch;
  }

  private logUrl(): { log_url?: string } {
    const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = this.workflow;
    if (!GITHUB_SERVER_URL || !GITHUB_REPOSITORY || !GITHUB_RUN_ID) return {};
    return { log_url: `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}` };
  }

  private async ask(
    method: "GET" | "POST",
    path: string,
    body?: object,
  ): Promise<Answer & { json: unknown }> {
    const answer = await send({
      ...{ url: `${this.base}${path}`, method, signal: this.signal },
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${this.token}`,
        "x-github-api-version": "2022-11-28",
      },
      ...(body && { body: JSON.stringify(body) }),
      hints: {
        401: "is the token still valid?",
        403: "the token needs `deployments: write`",
        404: "is it the right repository, and may the token see it?",
      },
    });
    try {
      return { ...answer, json: JSON.parse(answer.text) };
    } catch {
      throw new NotDelivered(`it answered ${answer.status} without JSON`);
    }
  }
}
