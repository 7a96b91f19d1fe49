import { notModelled } from "./elbMetrics";
import type { Series } from "./metrics";

export type Value = number | Series;

/**
 * Evaluates metric math: numbers, ids, `+ - * /`, comparisons, and the functions below, over the times at which
 * periods begin. Throws for anything else, naming it.
 */
export function evaluate(
  expression: string,
  times: readonly number[],
  valueOf: (id: string) => Value,
): Value {
  const parser = new Parser(tokensOf(expression), times, valueOf);
  return parser.whole();
}

function tokensOf(expression: string): string[] {
  return expression.match(/\d+(?:\.\d+)?|\w+|[<>=!]=|\S/g) ?? [];
}

type Operator = (left: number, right: number) => number;

/** From the loosest to the tightest. */
const operators: Record<string, Operator>[] = [
  {
    ">": (left, right) => Number(left > right),
    ">=": (left, right) => Number(left >= right),
    "<": (left, right) => Number(left < right),
    "<=": (left, right) => Number(left <= right),
    "==": (left, right) => Number(left === right),
    "!=": (left, right) => Number(left !== right),
  },
  { "+": (left, right) => left + right, "-": (left, right) => left - right },
  { "*": (left, right) => left * right, "/": (left, right) => left / right },
];

class Parser {
  private at = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly times: readonly number[],
    private readonly valueOf: (id: string) => Value,
  ) {}

  whole(): Value {
    const value = this.binary(0);
    const rest = this.tokens[this.at];
    if (rest !== undefined) throw notModelled(`\`${rest}\` in an expression`);
    return value;
  }

  private binary(level: number): Value {
    const known = operators[level];
    if (!known) return this.operand();
    let left = this.binary(level + 1);
    for (;;) {
      const token = this.tokens[this.at] ?? "";
      const operator = Object.hasOwn(known, token) ? known[token] : undefined;
      if (!operator) return left;
      this.at++;
      left = this.combine([left, this.binary(level + 1)], ([a = 0, b = 0]) => operator(a, b));
    }
  }

  private operand(): Value {
    const token = this.tokens[this.at++] ?? "";
    if (/^\d/.test(token)) return Number(token);
    if (/^[a-z]/.test(token)) return this.valueOf(token);
    if (token === "(") {
      const value = this.binary(0);
      this.expect(")");
      return value;
    }
    switch (token) {
      case "FILL":
        return this.fill();
      case "DIFF":
        return this.difference();
      case "IF":
        return this.choose();
      case "SUM":
        return this.sum();
      default:
        throw notModelled(`\`${token}\` in an expression`);
    }
  }

  /** Every period gets a value, also those whose data have not arrived yet. */
  private fill(): Series {
    const [series, filler] = this.args(2);
    if (typeof series !== "object" || typeof filler !== "number") {
      throw notModelled("FILL of anything but a series by a number");
    }
    return new Map(this.times.map((time) => [time, series.get(time) ?? filler]));
  }

  /** From each value to the one of the period before; there is none for the first. */
  private difference(): Series {
    const [series] = this.args(1);
    if (typeof series !== "object") throw notModelled("DIFF of anything but a series");
    const values = [...series].sort(([one], [other]) => one - other);
    return new Map(
      values.slice(1).map(([time, value], index) => [time, value - values[index]![1]]),
    );
  }

  private choose(): Value {
    return this.combine(this.args(3), ([condition, yes = 0, no = 0]) => (condition ? yes : no));
  }

  /** Of several series, by period; what is missing in all of them is missing. */
  private sum(): Series {
    this.expect("(");
    this.expect("[");
    const all = this.list();
    this.expect("]");
    this.expect(")");
    const total = new Map<number, number>();
    for (const series of all) {
      if (typeof series === "number") throw notModelled("a number in SUM");
      for (const [time, value] of series) total.set(time, (total.get(time) ?? 0) + value);
    }
    return total;
  }

  private args(count: number): Value[] {
    this.expect("(");
    const all = this.list();
    this.expect(")");
    if (all.length !== count) throw notModelled(`a function with ${all.length} arguments`);
    return all;
  }

  private list(): Value[] {
    const all = [this.binary(0)];
    while (this.tokens[this.at] === ",") {
      this.at++;
      all.push(this.binary(0));
    }
    return all;
  }

  /** By period; where one value is missing, the result is. */
  private combine(values: readonly Value[], of: (values: number[]) => number): Value {
    if (values.every((value) => typeof value === "number")) return of([...values]);
    const found = new Map<number, number>();
    for (const time of this.times) {
      const here = values.map((value) => (typeof value === "number" ? value : value.get(time)));
      if (here.every((value) => value !== undefined)) found.set(time, of(here));
    }
    return found;
  }

  private expect(token: string): void {
    const found = this.tokens[this.at++] ?? "its end";
    if (found !== token)
      throw notModelled(`\`${found}\` in place of \`${token}\` in an expression`);
  }
}
