/** Docker's names without a registry mean Docker Hub, and there without a path the official images. */
export function withRegistry(image: string): string {
  const [registry = "", ...path] = image.split("/");
  if (path.length > 0 && (registry === "localhost" || /[.:]/.test(registry))) return image;
  return `docker.io/${path.length > 0 ? "" : "library/"}${image}`;
}
