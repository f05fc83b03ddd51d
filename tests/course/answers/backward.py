"""Answers to `backward` by people who never saw its specification; each comment says what a teaching assistant would."""

import heapq
import sys
from collections import Counter, defaultdict, deque

import numpy as np


# The lesson gives this function; the answers are called with it under the same name.
def local(node):
    if node.op == "*":
        a, b = node.parents
        return b.data, a.data
    if node.op in ("exp", "relu"):
        return (node.data,) if node.op == "exp" else (float(node.data > 0),)
    return tuple(1.0 for _ in node.parents)


def _order(root):
    """Return the nodes, each after its parents."""
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((p, False) for p in node.parents)
    return order


# Depth first with a stack of (node, done).
def depth_first(root):
    order = []
    visited = set()
    stack = [(root, False)]
    while stack:
        node, finished = stack.pop()
        if finished:
            order.append(node)
            continue
        if node in visited:
            continue
        visited.add(node)
        stack.append((node, True))
        for p in node.parents:
            if p not in visited:
                stack.append((p, False))
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            p.grad += slope * node.grad


# Kahn: a node is ready when all its users are done.
def kahn(root):
    users = Counter()
    seen = {root}
    queue = deque([root])
    while queue:
        node = queue.popleft()
        node.grad = 0.0
        for p in node.parents:
            users[p] += 1
            if p not in seen:
                seen.add(p)
                queue.append(p)
    root.grad = 1.0
    ready = [root]
    while ready:
        node = ready.pop()
        for p, slope in zip(node.parents, local(node)):
            p.grad += node.grad * slope
            users[p] -= 1
            if users[p] == 0:
                ready.append(p)


# A stack of iterators.
def iterators(root):
    order, seen = [], {id(root)}
    stack = [(root, iter(root.parents))]
    while stack:
        node, it = stack[-1]
        for p in it:
            if id(p) not in seen:
                seen.add(id(p))
                stack.append((p, iter(p.parents)))
                break
        else:
            order.append(node)
            stack.pop()
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in order[::-1]:
        slopes = local(node)
        for i in range(len(node.parents)):
            node.parents[i].grad = node.parents[i].grad + node.grad * slopes[i]


# Pull: each node asks its users.
def pull(root):
    order = _order(root)[::-1]
    users = defaultdict(list)
    for node in order:
        for p, slope in zip(node.parents, local(node)):
            users[p].append((node, slope))
    for node in order:
        node.grad = float(node is root) + sum(u.grad * s for u, s in users[node])


# Gradients in a dictionary first, written at the end.
def dictionary(root):
    order = _order(root)
    g = dict.fromkeys(order, 0.0)
    g[root] = 1.0
    for node in reversed(order):
        for k, p in enumerate(node.parents):
            g[p] += local(node)[k] * g[node]
    for node, value in g.items():
        node.grad = value


# Longest distance from the root, by relaxation, then by levels.
def levels(root):
    height = {}
    for node in _order(root):
        height[node] = 1 + max((height[p] for p in node.parents), default=-1)
    nodes = sorted(height, key=height.get, reverse=True)
    for node in nodes:
        node.grad = 0.0
    root.grad = 1.0
    for node in nodes:
        for p, slope in zip(node.parents, local(node)):
            p.grad += slope * node.grad


# A heap of heights.
def by_heap(root):
    order = _order(root)
    rank = {node: -k for k, node in enumerate(order)}
    for node in order:
        node.grad = 0.0
    root.grad, heap, pushed = 1.0, [(rank[root], id(root), root)], {root}
    while heap:
        node = heapq.heappop(heap)[-1]
        for p, slope in zip(node.parents, local(node)):
            p.grad += node.grad * slope
            if p not in pushed:
                pushed.add(p)
                heapq.heappush(heap, (rank[p], id(p), p))


# Visits a node again as long as there is something new to hand on.
def deltas_in_order(root):
    todo, order = {root: 1.0}, _order(root)
    for node in reversed(order):
        node.grad = todo.pop(node)
        for p, slope in zip(node.parents, local(node)):
            todo[p] = todo.get(p, 0.0) + slope * node.grad


# A matrix of slopes: solve a triangular system.
def by_matrix(root):
    order = _order(root)[::-1]
    row = {node: i for i, node in enumerate(order)}
    g = [0.0] * len(order)
    g[0] = 1.0
    edges = [(row[n], row[p], s) for n in order for p, s in zip(n.parents, local(n))]
    for i, j, s in edges:
        g[j] += g[i] * s
    for node, value in zip(order, g):
        node.grad = float(value)


# Skips nodes whose gradient is 0.
def skip_zero(root):
    order = _order(root)
    for node in order:
        node.grad = 0
    root.grad = 1
    for node in order[::-1]:
        if node.grad == 0 or not node.parents:
            continue
        for p, slope in zip(node.parents, local(node)):
            p.grad += slope * node.grad


# Own slopes, without `local`.
def own_slopes(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        if node.op == "+":
            a, b = node.parents
            a.grad += node.grad
            b.grad += node.grad
        elif node.op == "*":
            a, b = node.parents
            a.grad += b.data * node.grad
            b.grad += a.data * node.grad
        elif node.op == "exp":
            node.parents[0].grad += np.exp(node.parents[0].data) * node.grad
        elif node.op == "relu":
            node.parents[0].grad += (node.parents[0].data > 0) * node.grad


def _run(root, order):
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in order:
        for p, slope in zip(node.parents, local(node)):
            p.grad += slope * node.grad


# = instead of +=.
def overwrite(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            p.grad = slope * node.grad


# Recursive down from the root, += with the accumulated gradient: a node is handled once per path.
def once_per_path(root):
    def reset(n):
        n.grad = 0.0
        for p in n.parents:
            reset(p)

    def walk(n):
        for p, slope in zip(n.parents, local(n)):
            p.grad += slope * n.grad
            walk(p)

    reset(root)
    root.grad = 1.0
    walk(root)


# The same with a queue.
def queue_no_visited(root):
    for node in _order(root):
        node.grad = 0.0
    root.grad = 1.0
    queue = deque([root])
    steps = 0
    while queue and steps < 100000:
        steps += 1
        node = queue.popleft()
        for p, slope in zip(node.parents, local(node)):
            p.grad += slope * node.grad
            queue.append(p)


# Right, but a path at a time: recursion that hands the product down.
def paths_recursive(root):
    for node in _order(root):
        node.grad = 0.0

    def walk(n, up):
        n.grad += up
        for p, slope in zip(n.parents, local(n)):
            walk(p, up * slope)

    walk(root, 1.0)


# Breadth first with a visited set: a node can be handled before all its users.
def breadth_first(root):
    order, seen = [root], {root}
    for node in order:
        for p in node.parents:
            if p not in seen:
                seen.add(p)
                order.append(p)
    _run(root, order)


# Depth first, parents after the node (preorder).
def preorder(root):
    order, seen, stack = [], set(), [root]
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        order.append(node)
        stack.extend(node.parents)
    _run(root, order)


# Preorder the other way round.
def preorder_first(root):
    order, seen, stack = [], set(), [root]
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        order.append(node)
        stack.extend(reversed(node.parents))
    _run(root, order)


# Recursive with visited in the walk itself: stops at a node seen before, preorder.
def recursive_visited(root):
    seen = set()
    for node in _order(root):
        node.grad = 0.0
    root.grad = 1.0

    def walk(n):
        if n in seen:
            return
        seen.add(n)
        for p, slope in zip(n.parents, local(n)):
            p.grad += slope * n.grad
        for p in n.parents:
            walk(p)

    walk(root)


# Visited checked before the gradient is added: the second path is lost.
def second_path_lost(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    seen = set()
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            if p in seen:
                continue
            seen.add(p)
            p.grad += slope * node.grad


# No upstream.
def no_upstream(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            p.grad += slope


# No slope.
def no_slope(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for p in node.parents:
            p.grad += node.grad


# Slope added to the upstream.
def slope_added(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            p.grad += slope + node.grad


# Times the node's value.
def times_data(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            p.grad += slope * node.data


# Recursive topological sort (micrograd): right, but the recursion limit.
def micrograd(root):
    topo, visited = [], set()

    def build(v):
        if v not in visited:
            visited.add(v)
            for p in v.parents:
                build(p)
            topo.append(v)

    build(root)
    for v in topo:
        v.grad = 0.0
    root.grad = 1.0
    for v in reversed(topo):
        for p, slope in zip(v.parents, local(v)):
            p.grad += slope * v.grad


# micrograd without reset.
def micrograd_no_reset(root):
    topo, visited = [], set()

    def build(v):
        if v not in visited:
            visited.add(v)
            for p in v.parents:
                build(p)
            topo.append(v)

    build(root)
    root.grad = 1.0
    for v in reversed(topo):
        for p, slope in zip(v.parents, local(v)):
            p.grad += slope * v.grad


# First parent only.
def first_parent(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        if node.parents:
            node.parents[0].grad += local(node)[0] * node.grad


# Last parent only (indentation).
def last_parent(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            pass
        if node.parents:
            p.grad += slope * node.grad


# No reset.
def no_reset(root):
    order = _order(root)
    root.grad = 1.0
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            p.grad += slope * node.grad


# Only leaves are reset (the inner nodes keep theirs).
def leaves_reset(root):
    order = _order(root)
    for node in order:
        if not node.parents:
            node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            p.grad += slope * node.grad


# Only the inner nodes are reset.
def inner_reset(root):
    order = _order(root)
    for node in order:
        if node.parents:
            node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            p.grad += slope * node.grad


# root.grad += 1.
def seed_added(root):
    order = _order(root)
    for node in order:
        if node is not root:
            node.grad = 0.0
    root.grad += 1.0
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            p.grad += slope * node.grad


# Reset of the parents during the walk: sums of earlier users are lost.
def reset_on_the_way(root):
    root.grad = 1.0
    for node in reversed(_order(root)):
        for p in node.parents:
            p.grad = 0.0
        for p, slope in zip(node.parents, local(node)):
            p.grad += slope * node.grad


# Seed forgotten.
def no_seed(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            p.grad += slope * node.grad


# Seed first, then reset.
def seed_then_reset(root):
    order = _order(root)
    root.grad = 1.0
    for node in order:
        node.grad = 0.0
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            p.grad += slope * node.grad


# Seed is the value.
def seed_data(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    root.grad = root.data
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            p.grad += slope * node.grad


# Everything is reset to 1.
def reset_to_one(root):
    order = _order(root)
    for node in order:
        node.grad = 1.0
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            p.grad += slope * node.grad


# Order not reversed.
def not_reversed(root):
    order = _order(root)
    _run(root, order)


# set(parents): a parent that stands twice counts once.
def set_of_parents(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for p in set(node.parents):
            p.grad += local(node)[node.parents.index(p)] * node.grad


# A dict from parents to slopes: a parent that stands twice counts once.
def dict_of_slopes(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for p, slope in dict(zip(node.parents, local(node))).items():
            p.grad += slope * node.grad


# local of the parent.
def local_of_parent(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for p in node.parents:
            for slope in local(p)[:1] or (1.0,):
                p.grad += slope * node.grad


# Slopes the other way round.
def slopes_reversed(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for p, slope in zip(node.parents, reversed(local(node))):
            p.grad += slope * node.grad


# All slopes multiplied for each parent.
def product_of_slopes(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for p in node.parents:
            p.grad += float(np.prod(local(node))) * node.grad


# Nodes of equal value taken for one.
def visited_by_value(root):
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node.data not in seen:
            seen.add(node.data)
            stack.append((node, True))
            stack.extend((p, False) for p in node.parents)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            p.grad += slope * node.grad


# Marked when pushed, not when finished: not a topological order.
def marked_when_pushed(root):
    order, seen, stack = [], {root}, [(root, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
            continue
        stack.append((node, True))
        for p in node.parents:
            if p not in seen:
                seen.add(p)
                stack.append((p, False))
    _run(root, order[::-1])


# Only the leaves keep a gradient, the inner ones are cleared.
def leaves_only(root):
    order = _order(root)
    _run(root, order[::-1])
    for node in order:
        if node.parents and node is not root:
            node.grad = 0.0


# Root's gradient is cleared too.
def root_cleared(root):
    order = _order(root)
    _run(root, order[::-1])
    root.grad = 0.0


# Only the root's parents.
def one_step(root):
    for node in _order(root):
        node.grad = 0.0
    root.grad = 1.0
    for p, slope in zip(root.parents, local(root)):
        p.grad += slope * root.grad


# At most 1000 nodes.
def at_most_1000(root):
    order = _order(root)[::-1]
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in order[:1000]:
        for p, slope in zip(node.parents, local(node)):
            p.grad += slope * node.grad


# Shortest distance from the root as the level.
def by_shortest_distance(root):
    dist, queue = {root: 0}, deque([root])
    while queue:
        node = queue.popleft()
        for p in node.parents:
            if p not in dist:
                dist[p] = dist[node] + 1
                queue.append(p)
    _run(root, sorted(dist, key=dist.get))


# Clears the graph at the end.
def frees_graph(root):
    order = _order(root)
    _run(root, order[::-1])
    for node in order:
        node.parents = ()


# Averages over the users.
def averaged(root):
    order = _order(root)
    users = Counter(p for n in order for p in n.parents)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            p.grad += slope * node.grad / users[p]


# Minus: a step downhill mixed in.
def minus(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            p.grad -= slope * node.grad


# *= instead of +=, started with 1.
def times_equal(root):
    order = _order(root)
    for node in order:
        node.grad = 1.0
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            p.grad *= slope * node.grad


# Walks the wrong way: gradient of the leaves' users from the leaves (forward mode).
def forward_mode(root):
    order = _order(root)
    for node in order:
        node.grad = 1.0 if not node.parents else 0.0
    for node in order:
        for p, slope in zip(node.parents, local(node)):
            node.grad += slope * p.grad


# The own slope of relu, 1 at 0.
def relu_at_zero(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        slopes = (float(node.data >= 0),) if node.op == "relu" else local(node)
        for p, slope in zip(node.parents, slopes):
            p.grad += slope * node.grad


# Own slopes, exp taken for its input's value.
def exp_slope(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        slopes = (node.parents[0].data,) if node.op == "exp" else local(node)
        for p, slope in zip(node.parents, slopes):
            p.grad += slope * node.grad


# Own slopes without '+'.
def forgets_sum(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        if node.op in ("*", "exp", "relu"):
            for p, slope in zip(node.parents, local(node)):
                p.grad += slope * node.grad


# The right grads, but root.grad is forgotten (never set).
def root_not_set(root):
    order = _order(root)
    g = dict.fromkeys(order, 0.0)
    g[root] = 1.0
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            g[p] += slope * g[node]
    for node in order:
        if node is not root:
            node.grad = g[node]


# Returns the gradients, writes nothing.
def returns_dict(root):
    order = _order(root)
    g = dict.fromkeys(order, 0.0)
    g[root] = 1.0
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            g[p] += slope * g[node]
    return {node: g[node] for node in order}


# Writes the gradients where they do not belong: data.
def into_data(root):
    order = _order(root)
    _run(root, order[::-1])
    for node in order:
        node.data -= 0.1 * node.grad


# Raises the recursion limit instead of walking with a stack.
def raised_limit(root):
    old = sys.getrecursionlimit()
    sys.setrecursionlimit(100000)
    try:
        micrograd(root)
    finally:
        sys.setrecursionlimit(old)


# The loop variable is overwritten: gradient of the root for all.
def root_upstream(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            p.grad += slope * root.grad


# Two at once: overwrites and no seed but the value.
def two_at_once(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    root.grad = root.data
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            p.grad = slope * node.grad


# Adds the products up on a local variable, written once for all parents.
def sum_to_all(root):
    order = _order(root)
    for node in order:
        node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        total = sum(local(node)) * node.grad
        for p in node.parents:
            p.grad += total


# Nothing at all.
def nothing(root):
    root.grad = 1.0


# Right, and the nodes in a set that is ordered by a second walk (Kahn from the leaves).
def from_the_leaves(root):
    nodes, todo = set(), [root]
    while todo:
        n = todo.pop()
        if n not in nodes:
            nodes.add(n)
            todo += n.parents
    missing = {n: len(set(n.parents)) for n in nodes}
    children = {n: [] for n in nodes}
    for n in nodes:
        n.grad = 0.0
        for p in set(n.parents):
            children[p].append(n)
    queue = [n for n in nodes if missing[n] == 0]
    for n in queue:
        for c in children[n]:
            missing[c] -= 1
            if missing[c] == 0:
                queue.append(c)
    root.grad = 1.0
    for n in reversed(queue):
        for p, slope in zip(n.parents, local(n)):
            p.grad += n.grad * slope


# Marked in the list of nodes: `not in list`, first met first.
def list_first_met(root):
    nodes = [root]
    for n in nodes:
        for p in n.parents:
            if all(p is not q for q in nodes[-50:]) and p not in nodes:
                nodes.append(p)
    _run(root, nodes)


# Puts a node to the end of the list when it is met again, but not what lies behind it.
def moved_to_the_end(root):
    order = {root: None}
    todo = deque([root])
    seen = {root}
    while todo:
        n = todo.popleft()
        for p in n.parents:
            order.pop(p, None)
            order[p] = None
            if p not in seen:
                seen.add(p)
                todo.append(p)
    _run(root, list(order))


# The root resets only what the root's parents are (one level).
def resets_one_level(root):
    order = _order(root)
    for p in root.parents:
        p.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for p, slope in zip(node.parents, local(node)):
            p.grad += slope * node.grad


# Remembers the visited nodes from call to call (a default argument).
def remembers(root, seen=set()):
    order, stack = [], [(root, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((p, False) for p in node.parents)
    _run(root, order[::-1])


RIGHT = [
    depth_first,
    kahn,
    iterators,
    pull,
    dictionary,
    levels,
    by_heap,
    deltas_in_order,
    by_matrix,
    skip_zero,
    own_slopes,
    raised_limit,
    from_the_leaves,
]

WRONG = [
    (overwrite, "overwrite"),
    (once_per_path, "once-per-path"),
    (queue_no_visited, "once-per-path"),
    (paths_recursive, "recursive"),
    (breadth_first, "breadth-first"),
    (preorder, "depth-first"),
    (preorder_first, "depth-first"),
    (recursive_visited, "depth-first"),
    (second_path_lost, "first-use-only"),
    (no_upstream, "no-upstream"),
    (no_slope, "no-slope"),
    (slope_added, "upstream-added"),
    (times_data, "value-as-upstream"),
    (micrograd, "recursive"),
    (micrograd_no_reset, "not-reset"),
    (first_parent, "one-parent"),
    (last_parent, "last-parent-only"),
    (no_reset, "not-reset"),
    (leaves_reset, "inner-nodes-not-reset"),
    (inner_reset, "leaves-not-reset"),
    (seed_added, "root-not-reset"),
    (reset_on_the_way, "reset-on-the-way"),
    (no_seed, "all-zero"),
    (seed_then_reset, "all-zero"),
    (seed_data, "seeded-with-the-value"),
    (reset_to_one, "everything-seeded"),
    (not_reversed, "stopped-at-the-first-gate"),
    (set_of_parents, "same-parent-once"),
    (dict_of_slopes, "same-parent-once"),
    (local_of_parent, None),
    (slopes_reversed, "slopes-exchanged"),
    (product_of_slopes, None),
    (visited_by_value, "nodes-known-by-value"),
    (marked_when_pushed, "marked-too-early"),
    (leaves_only, "leaves-only"),
    (root_cleared, "root-left-out"),
    (one_step, "stopped-at-the-first-gate"),
    (at_most_1000, None),
    (by_shortest_distance, "breadth-first"),
    (frees_graph, None),
    (averaged, "mean-of-uses"),
    (minus, "subtracted"),
    (times_equal, "shares-multiplied"),
    (forward_mode, None),
    (relu_at_zero, "relu-lets-all-through"),
    (exp_slope, "exp-of-the-parent"),
    (forgets_sum, None),
    (root_not_set, "root-left-out"),
    (returns_dict, "all-zero"),
    (into_data, None),
    (root_upstream, "no-upstream"),
    (two_at_once, None),
    (sum_to_all, "slopes-summed"),
    (nothing, "nothing-passed-on"),
    (list_first_met, "breadth-first"),
    (moved_to_the_end, None),
    (resets_one_level, None),
    (remembers, "marks-left-behind"),
]
"""Each with the name of its mistake, or None where no name would be honest."""
