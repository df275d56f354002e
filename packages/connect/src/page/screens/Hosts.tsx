// The hosts that a connector may talk to, as addresses that a person can compare with their institution's.

export const Hosts = ({ hosts }: { readonly hosts: ReadonlyArray<string> }) => (
  <ul class="hosts">
    {hosts.map((host) => (
      <li key={host}>
        <code>{host}</code>
      </li>
    ))}
  </ul>
)
