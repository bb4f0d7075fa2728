package sessionclustering.users;

import java.text.Normalizer;
import java.util.Optional;
import java.util.stream.Stream;

import sessionclustering.users.UserStore.StoredPassword;
import sessionclustering.web.Problem;

import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;

/** Sign-up, login and change of password, without any HTTP, as in backend/src/users/accounts.ts. */
@Service
public class Accounts {

	private final UserStore users;

	private final PasswordEncoder encoder;

	/** Verified for an unknown user, so that the time of the answer does not show which users exist. */
	private final String dummyHash;

	Accounts(UserStore users, PasswordEncoder encoder) {
		this.users = users;
		this.encoder = encoder;
		this.dummyHash = encoder.encode("nobody has this password");
	}

	/** @return the username as it is stored */
	public String signUp(String username, String password) {
		String name = Usernames.newUsername(username);
		PasswordRules.check(password, name, "password");
		// Hash before the name is looked up: with a full queue, 503 must not show that the name is free.
		String hash = this.encoder.encode(password);
		if (!this.users.create(name, hash)) {
			throw new Problem(409, "username-taken", "This username is taken.").field("username");
		}
		return name;
	}

	/** @param browser remembered after a login; may be null */
	public Login logIn(String username, String password, String browser) {
		// Earlier versions stored a name as it was typed.
		Optional<String> name = Stream.of(nfc(username), Usernames.canonical(username))
			.filter((one) -> this.users.password(one).isPresent())
			.findFirst();
		Optional<StoredPassword> stored = name.flatMap(this.users::password);
		String hash = stored.map(StoredPassword::hash).orElse(this.dummyHash);
		boolean fits = this.encoder.matches(password, hash);
		if (!fits || stored.isEmpty()) {
			throw wrongCredentials();
		}
		if (this.encoder.upgradeEncoding(hash)) {
			this.users.replaceHash(name.get(), hash, this.encoder.encode(password));
		}
		this.users.noteLogin(name.get(), browser);
		return new Login(name.get(), stored.get().changedAt());
	}

	/** Throws when the password has changed since this login. */
	public void checkUnchanged(Login login) {
		String changedAt = this.users.password(login.username()).map(StoredPassword::changedAt).orElse("gone");
		if (!changedAt.equals(login.passwordChangedAt())) {
			throw wrongCredentials();
		}
	}

	public void changePassword(String username, String current, String next) {
		PasswordRules.check(next, username, "next");
		StoredPassword stored = this.users.password(username).orElseThrow(Accounts::wrongPassword);
		if (!this.encoder.matches(current, stored.hash())) {
			throw wrongPassword();
		}
		// When two changes run at the same moment, the second one finds another hash: its current password is now wrong.
		if (!this.users.replacePassword(username, stored.hash(), this.encoder.encode(next))) {
			throw wrongPassword();
		}
	}

	private static String nfc(String text) {
		return Normalizer.normalize(text, Normalizer.Form.NFC);
	}

	private static Problem wrongCredentials() {
		return new Problem(401, "wrong-credentials", "The username or the password is wrong.");
	}

	private static Problem wrongPassword() {
		return new Problem(403, "wrong-password", "This is not the current password.").field("current");
	}

	/** @param passwordChangedAt when the password was last changed before this login */
	public record Login(String username, String passwordChangedAt) {

	}

}
