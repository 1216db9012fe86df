// Stores the link of a page that requires a sign-in, because the way to the provider and back loses it; opens it after.
const KEY = "basewatch.link";

/** @param {Component<{ signedIn: boolean }>} component */
export default function ({ data }) {
  if (!data.signedIn) {
    if (location.search) sessionStorage.setItem(KEY, location.search);
    return;
  }
  const link = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (link && !location.search) location.replace(location.pathname + link);
}
