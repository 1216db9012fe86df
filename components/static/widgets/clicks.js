// Clicks on a component. Each is sent, with its number, until the page has acknowledged that number: so quick clicks are
// neither lost nor undone by a response that was already on its way. The first run of a new session (the server was
// restarted) applies no click: those that are not acknowledged by then are sent again.

/**
 * Take the acknowledgement of the page, and send what a new session has not received.
 * @template {any[]} Content
 * @param {Partial<Clicks<Content>>} box
 * @param {Pick<Component<Acknowledgement>, "data" | "setTriggerValue">} component
 * @param {string} trigger
 */
export function connect(box, { data, setTriggerValue }, trigger) {
  const pending = (box.pending ?? []).filter(([number]) => number > data.acknowledged);
  const isRestarted = box.session && box.session !== data.session;
  Object.assign(box, { pending, session: data.session, number: Math.max(box.number ?? 0, data.acknowledged) });
  box.send = (...content) => {
    box.number = (box.number ?? 0) + 1;
    pending.push([box.number, ...content]);
    setTriggerValue(trigger, [...pending]);
  };
  if (isRestarted && pending.length) setTriggerValue(trigger, [...pending]);
}
