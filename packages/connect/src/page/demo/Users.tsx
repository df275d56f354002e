// Who banks at the sandbox, so that every way that a connection can go may be tried.

const users: ReadonlyArray<readonly [who: string, at: string, what: string]> = [
  ["user-ok", "Banco Tomada", "everything goes well"],
  ["user-ok", "Banco Tomada (second factor)", "a code is asked for: 123456"],
  ["user-ok-img", "Banco Tomada (second factor)", "a code to read off a picture"],
  ["user-ok-select", "Banco Tomada (second factor)", "a choice to make"],
  ["user-ok", "Banco Tomada (consent at the bank)", "the bank's own login, and back"],
  ["user-ok-two-checking-accounts", "Banco Tomada", "two accounts beside the card"],
  ["user-ok-account-error", "Banco Tomada", "partial success: one product fails"],
  ["user-locked", "Banco Tomada", "the bank has locked the account"],
  ["user-unavailable", "Banco Tomada", "the bank is down"],
  ["user-bad", "Banco Tomada", "wrong user or password"]
]

export const Users = () => (
  <div class="card users">
    <h2>Who to be</h2>
    <p class="quiet">
      The password is always <code>password-ok</code>, every code is <code>123456</code>.
    </p>
    <table>
      <thead>
        <tr>
          <th scope="col">User</th>
          <th scope="col">What happens</th>
        </tr>
      </thead>
      <tbody>
        {users.map(([who, at, what]) => (
          <tr key={who + at}>
            <td>
              <code>{who}</code>
              <span class="at">{at}</span>
            </td>
            <td>{what}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)
