package sessionclustering.users;

import java.text.Normalizer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import sessionclustering.web.Problem;

import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * argon2id with OWASP's parameters (19 MiB, 2 passes, 1 lane) in PHC strings, which both languages read.
 * A hash takes a core for a while and 19 MiB by design, so only one is made at a time.
 */
@Component
class QueuedPasswordEncoder implements PasswordEncoder {

	private static final int MAX_WAITING = 20;

	private static final long MAX_WAIT_MS = 2_000;

	private final PasswordEncoder argon2 = new Argon2PasswordEncoder(16, 32, 1, 19_456, 2);

	private final Semaphore turn = new Semaphore(1, true);

	@Override
	public String encode(CharSequence password) {
		return queued(() -> this.argon2.encode(nfc(password)));
	}

	@Override
	public boolean matches(CharSequence password, String hash) {
		return queued(() -> this.argon2.matches(nfc(password), inOrder(hash)));
	}

	/** Whether a hash was made with weaker parameters than today's. */
	@Override
	public boolean upgradeEncoding(String hash) {
		return this.argon2.upgradeEncoding(inOrder(hash));
	}

	private <T> T queued(Supplier<T> work) {
		if (this.turn.getQueueLength() >= MAX_WAITING || !isTurn()) {
			throw new Problem(503, "busy", "Too many people are logging in at this moment. Try again shortly.")
				.retryAfter(2);
		}
		try {
			return work.get();
		}
		finally {
			this.turn.release();
		}
	}

	private boolean isTurn() {
		try {
			return this.turn.tryAcquire(MAX_WAIT_MS, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * argon2 for Node writes the parameters as {@code m,p,t} and reads any order. Spring Security reads {@code m,t,p} alone, as
	 * the reference implementation writes them.
	 */
	private static String inOrder(String hash) {
		return hash.replaceFirst("\\$(m=\\d+),(p=\\d+),(t=\\d+)\\$", "\\$$1,$3,$2\\$");
	}

	/** Unicode NFC: one keyboard sends 한 as one character, another as three. */
	private static String nfc(CharSequence password) {
		return Normalizer.normalize(password, Normalizer.Form.NFC);
	}

}
