/** Actions that AWS documents for no type of resource, so that a policy can only allow them on `*`. */
export const everything = (service: string, ...names: string[]) =>
  names.map((name) => `${service}:${name} everything`);

/** Reading how a file system is set up, by its id alone. */
export const fileSystems = [
  "elasticfilesystem:DescribeAccessPoints elasticfilesystem:access-point",
  "elasticfilesystem:DescribeMountTargets elasticfilesystem:file-system",
];
