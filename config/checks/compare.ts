import { leastPairs } from "../../statistics/verdict";
import { counted } from "../plural";
import type { Problem } from "../problem";
import { type CompareSettings, mostPairs } from "../schema";
import { apis, type Draft } from "./draft";

export function compareProblems(draft: Draft): Problem[] {
  return apis(draft).flatMap(([name, { compare }]) =>
    compare ? [...headerProblems(name, compare), ...pairProblems(name, compare)] : [],
  );
}

/** Headers that HTTP clients set themselves, and those that turn a GET into another method. */
const reserved =
  /^(x-bluegreen-.*|x-http-method.*|x-method-override|host|connection|content-length|expect|keep-alive|te|trailer|transfer-encoding|upgrade)$/;

function headerProblems(name: string, { requests }: CompareSettings): Problem[] {
  return requests.flatMap(({ headers }, index) =>
    Object.entries(headers).flatMap(([header, value]) => {
      const isAgain = (other: string) => other.toLowerCase() === header.toLowerCase();
      const text =
        Object.keys(headers).find(isAgain) === header
          ? headerProblem(header, value)
          : "differs from another header in its case alone; headers have no case, so remove one of the two";
      const key = `services.${name}.compare.requests.${index}.headers.${header}`;
      return text === undefined ? [] : [{ key, text }];
    }),
  );
}

function headerProblem(header: string, value: string): string | undefined {
  if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(header)) return "is not a valid header name";
  if (reserved.test(header.toLowerCase()))
    return "can't be set: it is sent by `compare` itself, or could make the request a write";
  return /^[\t\x20-\x7e]*$/.test(value)
    ? undefined
    : "must be printable ASCII on one line, like every header value";
}

/** Shares such as 0.1 and 0.2 have no exact sum. */
function rounded(count: number): number {
  return Number(count.toFixed(6));
}

function pairProblems(name: string, { requests, pairs }: CompareSettings): Problem[] {
  const total = requests.reduce((sum, { share }) => sum + share, 0);
  const least = Math.min(...requests.map(({ share }) => share));
  const got = Math.floor(rounded((pairs * least) / total));
  if (got >= leastPairs) return [];
  const needed = Math.ceil(rounded((leastPairs * total) / least));
  const todo =
    needed <= mostPairs
      ? `set it to at least ${needed}, or compare fewer requests`
      : `even the maximum of ${mostPairs} is not enough: give that request a larger \`share\`, or compare fewer requests`;
  const { method, path } = requests.find(({ share }) => share === least)!;
  const key = `services.${name}.compare`;
  return [
    {
      key: `${key}.pairs`,
      text:
        `gives ${method} ${path} only ${counted(got, "pair")}, but each request needs ${leastPairs}; ` +
        todo,
      reads: [`${key}.requests`],
    },
  ];
}
