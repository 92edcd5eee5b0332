// Object.groupBy for Node 20: langium's generator calls it, Node 20 lacks it; the bundles we ship do not need it.
Object.groupBy ??= (items, key) => {
  const groups = Object.create(null);
  let index = 0;
  for (const item of items) (groups[key(item, index++)] ??= []).push(item);
  return groups;
};
