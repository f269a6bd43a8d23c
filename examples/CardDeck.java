import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.StringTokenizer;

// Take blocks off the top of a deck, again and again, so that the new deck
// holds large cards as deep as can be: each block begins at the largest card left.
// Unfinished on purpose: line 22 waits for the loop that reads the cards.
public class CardDeck {
    public static void main(String[] args) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(System.in));
        StringBuilder answer = new StringBuilder();
        int tests = Integer.parseInt(reader.readLine().trim());
        while (tests-- > 0) {
            int n = Integer.parseInt(reader.readLine().trim());
            // place[v] is where the card v lies; largest[i] is the largest of the first i cards
            int[] place = new int[n + 1];
            int[] largest = new int[n + 1];
            StringTokenizer tokens = new StringTokenizer(reader.readLine());

            int[] cards = new int[n];
            
            int end = n;
            while (end > 0) {
                int start = place[largest[end]];
                for (int i = start; i < end; i++) {
                    answer.append(cards[i]).append(' ');
                }
                end = start;
            }
            answer.append('\n');
        }
        System.out.print(answer);
    }
}
