// Right: blocking, one client at a time. A line gets no reply: it is skipped.

use std::collections::HashMap;
use std::env;
use std::io::{BufRead, BufReader, Read, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

type Store = HashMap<String, (String, Option<Instant>)>;

fn main() -> Result<()> {
    let host = env::var("HOST").unwrap_or("127.0.0.1".to_string());
    let port = env::var("PORT").unwrap_or("6379".to_string());
    let listener = TcpListener::bind(format!("{host}:{port}"))?;
    let mut store = Store::new();
    for connection in listener.incoming() {
        if let Err(error) = serve(connection?, &mut store) {
            eprintln!("{error}");
        }
    }
    Ok(())
}

fn serve(mut connection: TcpStream, store: &mut Store) -> Result<()> {
    let mut reader = BufReader::new(connection.try_clone()?);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        if !line.starts_with('*') {
            continue;
        }
        let mut words = Vec::new();
        for _ in 0..number(&line) {
            let mut size = String::new();
            reader.read_line(&mut size)?;
            let mut bytes = vec![0; number(&size) + 2];
            reader.read_exact(&mut bytes)?;
            bytes.truncate(bytes.len() - 2);
            words.push(String::from_utf8_lossy(&bytes).to_string());
        }
        connection.write_all(execute(&words, store).as_bytes())?;
    }
}

/// The number behind the first character of *3\r\n or $5\r\n.
fn number(line: &str) -> usize {
    line[1..].trim().parse().unwrap_or(0)
}

fn execute(words: &[String], store: &mut Store) -> String {
    match words[0].to_uppercase().as_str() {
        "PING" => "+PONG\r\n".to_string(),
        "ECHO" => bulk(&words[1]),
        "SET" => {
            let millis = words.get(4).and_then(|word| word.parse().ok());
            let expires = millis.map(|millis| Instant::now() + Duration::from_millis(millis));
            store.insert(words[1].clone(), (words[2].clone(), expires));
            "+OK\r\n".to_string()
        }
        "GET" => match store.get(&words[1]) {
            Some((value, expires)) if expires.map_or(true, |at| at > Instant::now()) => bulk(value),
            _ => "$-1\r\n".to_string(),
        },
        _ => "-ERR unknown command\r\n".to_string(),
    }
}

fn bulk(value: &str) -> String {
    format!("${}\r\n{}\r\n", value.len(), value)
}
