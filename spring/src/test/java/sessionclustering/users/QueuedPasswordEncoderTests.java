package sessionclustering.users;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class QueuedPasswordEncoderTests {

	/** Made by argon2 for Node, of the password {@code x}. */
	private static final String BY_NODE = "$argon2id$v=19$m=19456,p=1,t=2$M8tdvNyecxF8YoyWjAOArA$pNO53lGrvjuiw0eI17MdUu9xNN+XP1AdNhRcn/f1++w";

	private final QueuedPasswordEncoder encoder = new QueuedPasswordEncoder();

	@Test
	void aHashOfNodeIsVerified() {
		assertThat(this.encoder.matches("x", BY_NODE)).isTrue();
		assertThat(this.encoder.matches("y", BY_NODE)).isFalse();
		assertThat(this.encoder.upgradeEncoding(BY_NODE)).isFalse();
	}

	@Test
	void aWeakerHashIsToBeMadeAgain() {
		assertThat(this.encoder.upgradeEncoding(BY_NODE.replace("t=2", "t=1"))).isTrue();
	}

}
