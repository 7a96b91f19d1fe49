/** As the settings allow it (config/checks/hosts.ts). */
const maxLength = 20;

/** A label of host names, as the settings require it. */
export function serviceName(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, "-")
    .replace(/^[^a-z]+/, "");
  return name === "" ? "api" : cut(name, maxLength);
}

/** A name for each of these, no two the same and none of those taken; a valid one stays as it is. */
export function distinctNames(texts: readonly string[], others: readonly string[] = []): string[] {
  const taken = new Set([...others, ...texts.filter((text) => serviceName(text) === text)]);
  return texts.map((text) => {
    const name = serviceName(text);
    if (name === text) return name;
    const free = freeName(name, taken);
    taken.add(free);
    return free;
  });
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) {
    const ending = `-${number}`;
    free = `${cut(name, maxLength - ending.length)}${ending}`;
  }
  return free;
}

const cut = (name: string, length: number) => name.slice(0, length).replace(/-+$/, "");
