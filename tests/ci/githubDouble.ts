import { createServer, type IncomingMessage } from "node:http";
import { listen } from "../../localCloud/ports";

export interface Comment {
  id: number;
  body: string;
  user: { login: string };
}

/** GitHub's API as far as comments on pull requests are concerned; it keeps what it receives. */
export interface GithubDouble {
  url: string;
  /** By pull request number. */
  comments: Record<string, Comment[]>;
  close: () => void;
}

export async function githubDouble(repository: string, token: string): Promise<GithubDouble> {
  const comments: Record<string, Comment[]> = {};
  const user = { login: "github-actions[bot]" };
  const server = createServer((request, response) => {
    void answer(request).then(({ status, body }) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    });
  });

  async function answer(request: IncomingMessage): Promise<{ status: number; body: object }> {
    if (request.headers.authorization !== `Bearer ${token}`) return { status: 401, body: {} };
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://github.test");
    const [, what, rest] = /^(\/repos\/[^/]+\/[^/]+)\/issues\/(.+)$/.exec(pathname) ?? [];
    if (what !== `/repos/${repository}`) return { status: 404, body: {} };
    const [, number] = /^(\d+)\/comments$/.exec(rest!) ?? [];
    const [, id] = /^comments\/(\d+)$/.exec(rest!) ?? [];
    if (request.method === "GET" && number) {
      const [size, page] = [searchParams.get("per_page"), searchParams.get("page")].map(Number);
      return {
        status: 200,
        body: (comments[number] ?? []).slice((page! - 1) * size!, page! * size!),
      };
    }
    const { body } = JSON.parse(await textOf(request)) as { body: string };
    if (request.method === "POST" && number) {
      const comment = { id: Object.values(comments).flat().length + 1, body, user };
      (comments[number] ??= []).push(comment);
      return { status: 201, body: { ...comment, html_url: `${pathname}#${comment.id}` } };
    }
    const known = Object.values(comments)
      .flat()
      .find((one) => one.id === Number(id));
    if (request.method !== "PATCH" || !known) return { status: 404, body: {} };
    known.body = body;
    return { status: 200, body: { ...known, html_url: `${pathname}#${known.id}` } };
  }

  const port = await listen(server, 0);
  return { url: `http://127.0.0.1:${port}`, comments, close: () => server.close() };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
