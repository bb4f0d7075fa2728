package sessionclustering.users;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import sessionclustering.web.Problem;

/**
 * Usernames, with the rules of backend/src/users/usernames.ts: two names that look the same are stored as one name, or the
 * second one is refused. Java knows the script of a character and not its script extensions, so a mark that is used with
 * several scripts is accepted with any.
 */
public final class Usernames {

	private static final Pattern FORM = Pattern.compile("(?!\\p{M})[\\p{L}\\p{M}\\p{N}._@+-]{1,64}");

	/** The letters, marks and digits among Unicode's Default_Ignorable_Code_Point, which Java's patterns do not know. */
	private static final Pattern INVISIBLE = Pattern.compile(
			"[\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u3164\\ufe00-\\ufe0f\\uffa0\\x{e0100}-\\x{e01ef}]|\\p{M}{5}");

	private static final Pattern PHONETIC = Pattern.compile("[\\u0250-\\u02af]");

	/** Names of these letters alone look like Latin names: раура, for example. */
	private static final Pattern LOOKS_LATIN = Pattern
		.compile("(?=.*\\p{L})[асԁеһіјӏорԛѕԝхуѵαικνορυχγωօոսհյզցլ\\p{N}._@+-]+");

	private static final Set<UnicodeScript> ANYWHERE = EnumSet.of(UnicodeScript.COMMON, UnicodeScript.INHERITED);

	/** As the restriction level "moderately restrictive" of UTS #39, section 5.2. */
	private static final List<Set<UnicodeScript>> ONE_SCRIPT = Stream
		.of("LATIN HAN HANGUL", "LATIN HAN HIRAGANA KATAKANA", "LATIN HAN BOPOMOFO", "LATIN ARABIC", "LATIN BENGALI",
				"LATIN DEVANAGARI", "LATIN ETHIOPIC", "LATIN GEORGIAN", "LATIN GUJARATI", "LATIN GURMUKHI",
				"LATIN HEBREW", "LATIN KANNADA", "LATIN KHMER", "LATIN LAO", "LATIN MALAYALAM", "LATIN MYANMAR",
				"LATIN ORIYA", "LATIN SINHALA", "LATIN TAMIL", "LATIN TELUGU", "LATIN THAANA", "LATIN THAI",
				"LATIN TIBETAN", "ARMENIAN", "CYRILLIC", "GREEK")
		.map((names) -> Stream.of(names.split(" ")).map(UnicodeScript::forName).collect(Collectors.toSet()))
		.toList();

	private Usernames() {
	}

	/** A name as it is stored and shown: in NFKC and lower case, so that {@code Ada} and a full-width Ada are {@code ada}. */
	public static String canonical(String username) {
		return nfkc(nfkc(username).toLowerCase(Locale.ROOT));
	}

	/** The name that a new user gets. */
	static String newUsername(String username) {
		String name = canonical(username);
		refuseIf(!FORM.matcher(name).matches(), "A username has 1 to 64 letters and digits of any script, and . _ @ + -");
		refuseIf(INVISIBLE.matcher(name).find(),
				"A username has no invisible characters, and at most four marks on a letter.");
		refuseIf(!isOneScript(name) || PHONETIC.matcher(name).find(),
				"A username mixes no scripts whose letters look alike.");
		refuseIf(LOOKS_LATIN.matcher(name).matches(), "This username looks like another one in Latin letters.");
		return name;
	}

	private static boolean isOneScript(String name) {
		Set<UnicodeScript> scripts = name.codePoints().mapToObj(UnicodeScript::of).collect(Collectors.toSet());
		scripts.removeAll(ANYWHERE);
		return ONE_SCRIPT.stream().anyMatch((allowed) -> allowed.containsAll(scripts));
	}

	private static String nfkc(String text) {
		return Normalizer.normalize(text, Normalizer.Form.NFKC);
	}

	private static void refuseIf(boolean refused, String detail) {
		if (refused) {
			throw new Problem(400, "invalid-username", detail).field("username");
		}
	}

}
